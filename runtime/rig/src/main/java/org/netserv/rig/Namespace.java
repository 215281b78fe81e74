package org.netserv.rig;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A network namespace that stands for one host, named {@code ns-<purpose>-<pid>-<number>-<role>}.
 *
 * <p><b>Ownership.</b> {@link #close} removes it and ends the processes in it; so does the end of the JVM. After
 * {@code kill -9}, the next JVM that makes a namespace removes it.
 */
public final class Namespace implements AutoCloseable {

    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final Duration DELETE_TIMEOUT = Duration.ofSeconds(10);

    private final String name;
    private final Runnable closing = this::close;
    private final List<Running> started = new CopyOnWriteArrayList<>();
    private boolean closed;

    private Namespace(String name) {
        this.name = name;
    }

    /**
     * Makes a namespace, with its loopback up, after removing what dead processes left behind.
     *
     * <p><b>Errors.</b> {@link RigException} that says what is missing (root, a program).
     *
     * @param purpose what it is for, {@code [a-z0-9]{1,16}}
     * @param role which host it is, {@code [a-z0-9]{1,16}}
     */
    public static Namespace create(String purpose, String role) {
        String name = "ns-" + purpose + "-" + ProcessHandle.current().pid() + "-" + NUMBERS.incrementAndGet() + "-"
                + role;
        if (!Leftovers.NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "purpose and role must match [a-z0-9]{1,16}: purpose=" + purpose + " role=" + role);
        }
        Privilege.check();
        Leftovers.remove();
        Namespace namespace = new Namespace(name);
        Cleanup.add(namespace.closing);
        try {
            Exec.run(List.of("ip", "netns", "add", name)).orThrow();
            namespace.ip("link", "set", "lo", "up");
        } catch (RigException e) {
            namespace.close();
            throw e;
        }
        if (Cleanup.isEnding()) {
            delete(name);
            throw new RigException("the rig is being taken down because the program is ending");
        }
        return namespace;
    }

    /** Names of all namespaces that rigs of any process have made. */
    public static List<String> list() {
        return Leftovers.list();
    }

    /** Removes the namespaces of processes that are gone; those of living processes stay. Returns their names. */
    public static List<String> removeLeftovers() {
        return Leftovers.remove();
    }

    /** Its name, as {@code ip netns} knows it. */
    public String name() {
        return name;
    }

    /** A command line that runs in this namespace. */
    public List<String> command(List<String> argv) {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", name));
        command.addAll(argv);
        return command;
    }

    /** Runs a program in the namespace to its end; a status other than 0 is no error. */
    public Result exec(String... argv) {
        return Exec.run(command(List.of(argv)));
    }

    /** Runs a program in the namespace to its end; a status other than 0 is no error. */
    public Result exec(List<String> argv, Duration timeout) {
        return Exec.run(command(argv), "", timeout);
    }

    /** Starts a program in the namespace. */
    public Running start(String... argv) {
        return start(List.of(argv), Map.of(), null);
    }

    /**
     * Starts a program in the namespace.
     *
     * @param environment variables to add
     * @param log file that gets all of its output as well, or null
     */
    public Running start(List<String> argv, Map<String, String> environment, @Nullable Path log) {
        return started(Running.start(command(argv), environment, log));
    }

    /**
     * The same, with the host's own {@code /sys}: its control groups are there, its network interfaces are not the namespace's.
     */
    public Running startWithSysOfHost(List<String> argv, Map<String, String> environment, @Nullable Path log) {
        List<String> command = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + name));
        command.addAll(argv);
        return started(Running.start(command, environment, log));
    }

    private Running started(Running running) {
        started.add(running);
        return running;
    }

    /**
     * Runs {@code ip} in the namespace.
     *
     * <p><b>Errors.</b> {@link RigException} if it fails.
     */
    public Result ip(String... arguments) {
        List<String> argv = new ArrayList<>(List.of("ip", "-n", name));
        argv.addAll(List.of(arguments));
        return Exec.run(argv).orThrow();
    }

    /**
     * Writes one value to kernel parameters of the namespace.
     *
     * <p><b>Errors.</b> {@link RigException} if one of them does not exist or refuses it.
     *
     * @param paths below {@code /proc/sys/net}, such as {@code ipv4/ip_forward}
     */
    public void sysctl(int value, String... paths) {
        List<String> argv = new ArrayList<>(List.of("tee"));
        for (String path : paths) {
            argv.add("/proc/sys/net/" + path);
        }
        Exec.run(command(argv), Integer.toString(value), Exec.DEFAULT_TIMEOUT).orThrow();
    }

    /** If that fails, such as by an interrupt, it may be tried again, and is when the JVM ends. */
    @Override
    public synchronized void close() {
        if (!closed) {
            // One that has only just been started has not entered the namespace yet: asking the kernel misses it.
            started.forEach(Running::kill);
            delete(name);
            closed = true;
            Cleanup.remove(closing);
        }
    }

    /** Ends what runs in the namespace, else it would live on without a name, and removes it if it is still there. */
    static void delete(String name) {
        Result pids = Exec.run(List.of("ip", "netns", "pids", name), "", DELETE_TIMEOUT);
        if (pids.ok()) {
            pids.stdout().lines().map(String::strip).filter(pid -> !pid.isEmpty()).map(Long::parseLong)
                    .flatMap(pid -> ProcessHandle.of(pid).stream()).forEach(ProcessHandle::destroyForcibly);
        }
        Result deleted = Exec.run(List.of("ip", "netns", "del", name), "", DELETE_TIMEOUT);
        if (!deleted.ok() && Leftovers.list().contains(name)) {
            deleted.orThrow();
        }
    }
}
