package org.netserv.perf.rig;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.netserv.ffi.NativeThread;
import org.netserv.rig.Exec;
import org.netserv.rig.Namespace;
import org.netserv.rig.RigException;

/**
 * The kernel thread that does the receive processing of an interface: {@code napi/IF-N}.
 *
 * @param networkInterface name of the interface
 * @param id thread id
 */
public record NapiThread(String networkInterface, int id) {
    private static final int ATTEMPTS = 5;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /**
     * Moves the receive processing of an interface into a thread. The interface has one queue, is up, and has NAPI (for a
     * veth: GRO is on or it has an XDP program).
     *
     * <p>The kernel does not say which thread serves which interface, only the interface's name, and other namespaces have
     * interfaces of that name: it is the one that was not there before. If two have come, the interface is taken down and
     * up again, which makes a new one.
     *
     * <p><b>Errors.</b> {@link RigException} if the kernel cannot do that.
     */
    static NapiThread start(Namespace host, String networkInterface) {
        String file = file(networkInterface);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Set<Integer> before = threads(networkInterface);
            Exec.run(host.command(List.of("tee", file)), "1", TIMEOUT).orThrow();
            Set<Integer> after = threads(networkInterface);
            after.removeAll(before);
            if (after.size() == 1) {
                return new NapiThread(networkInterface, after.iterator().next());
            }
            host.ip("link", "set", networkInterface, "down");
            Exec.run(host.command(List.of("tee", file)), "0", TIMEOUT).orThrow();
            host.ip("link", "set", networkInterface, "up");
        }
        throw new RigException("no thread napi/" + networkInterface + "-… came up in " + host.name()
                + ": threaded NAPI needs Linux 5.12 or later");
    }

    /** Ends it: from now on softirq does its work, on the CPU of whoever sends. */
    void end(Namespace host) {
        Exec.run(host.command(List.of("tee", file(networkInterface))), "0", TIMEOUT).orThrow();
    }

    private static String file(String networkInterface) {
        return "/sys/class/net/" + networkInterface + "/threaded";
    }

    /** Binds it to a CPU, ahead of all ordinary threads there. */
    void place(int cpu, int priority) {
        NativeThread.pin(id, cpu);
        NativeThread.realtime(id, priority);
    }

    private static Set<Integer> threads(String networkInterface) {
        Set<Integer> found = new TreeSet<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (name(process).startsWith("napi/" + networkInterface + "-")) {
                    found.add(Integer.valueOf(process.getFileName().toString()));
                }
            }
        } catch (IOException e) {
            throw new RigException("cannot read /proc: " + e.getMessage(), e);
        }
        return found;
    }

    /** Empty if it has ended meanwhile. */
    private static String name(Path process) {
        try {
            return Files.readString(process.resolve("comm"));
        } catch (IOException e) {
            return "";
        }
    }
}
