package org.netserv.cli.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.netserv.cli.service.Credentials;
import org.netserv.ffi.Probe;
import org.netserv.ffi.Probes;
import org.netserv.node.plane.ForwardingPlane;

/** Looks at this host, in the network namespace of this process. Changes nothing. */
public final class Examination {
    private static final String SBIN = "/usr/sbin:/sbin:/usr/local/sbin";
    private static final long COMMAND_SECONDS = 5;

    private Examination() {}

    /** All checks, in the order in which an operator would cure them. */
    public static List<Check> run() {
        List<Check> checks = new ArrayList<>();
        checks.add(java());
        checks.add(LaunchCheck.run());
        checks.addAll(
                new PrivilegeChecks(Credentials.ofThisProcess(), PrivilegeChecks.hasUser(Credentials.NODE_USER)).run());
        checks.add(probe("netfilter queues", Probes.nfqueue()));
        checks.add(probe("raw sockets", Probes.rawSockets()));
        checks.add(tables("iptables"));
        checks.add(tables("ip6tables"));
        checks.add(forwarding("IPv4 forwarding", "net/ipv4/ip_forward"));
        checks.add(forwarding("IPv6 forwarding", "net/ipv6/conf/all/forwarding"));
        checks.add(queues());
        checks.add(processors());
        checks.addAll(new LimitChecks(Path.of("/proc")).run());
        checks.add(planes());
        for (ForwardingPlane.Provider provider : ServiceLoader.load(ForwardingPlane.Provider.class)) {
            provider.examine().forEach(found -> checks.add(found.well() ? Check.ok(found.name(), found.finding())
                    : Check.warning(found.name(), found.finding(), found.cure())));
        }
        checks.add(program("ip", "iproute2", "the demo and the kernel tests"));
        checks.add(program("sipp", "sip-tester", "the demo and the kernel tests"));
        checks.add(program("gcc", "gcc libc6-dev linux-libc-dev", "the tests"));
        return checks;
    }

    private static Check java() {
        int feature = Runtime.version().feature();
        return feature >= 25 ? Check.ok("Java", Runtime.version().toString())
                : Check.missing("Java", Runtime.version().toString(), "a JDK 25 or newer, in JAVA_HOME or on the PATH");
    }

    private static Check probe(String name, Probe probe) {
        return switch (probe) {
            case Probe.Supported supported -> Check.ok(name, "there");
            case Probe.Unsupported(String missing, String cure) -> Check.missing(name, missing + " is missing", cure);
            case Probe.Unavailable(String why) -> Check.missing(name, "not tried", why);
        };
    }

    private static Check tables(String program) {
        Path path = find(program);
        if (path == null) {
            return Check.missing(program, "not installed", "apt-get install iptables");
        }
        String answer = answer(path.toString(), "-t", "mangle", "-S", "PREROUTING");
        return answer.startsWith("-P") ? Check.ok(program, answer(path.toString(), "-V").strip())
                : Check.missing(program, answer.lines().findFirst().orElse("no answer"),
                        "root or CAP_NET_ADMIN, and a kernel with the mangle table");
    }

    private static Check forwarding(String name, String key) {
        String value = read(Path.of("/proc/sys", key)).strip();
        return value.equals("1") ? Check.ok(name, "on")
                : Check.warning(name, value.isEmpty() ? "not there" : "off",
                        "sysctl -w " + key.replace('/', '.') + "=1");
    }

    /** Queues that somebody serves; a column of the file is the queue's number, the next the port of its owner. */
    private static Check queues() {
        List<String> taken = read(Path.of("/proc/net/netfilter/nfnetlink_queue")).lines()
                .map(line -> line.strip().replaceFirst("\\s.*", "")).toList();
        return taken.isEmpty() ? Check.ok("queues in use", "none")
                : Check.warning("queues in use", String.join(" ", taken),
                        "a node, or another program, serves them: see option first-queue of the plane");
    }

    private static Check processors() {
        int count = Runtime.getRuntime().availableProcessors();
        return count > 1 ? Check.ok("processors", Integer.toString(count))
                : Check.warning("processors", "1", "a second one, so that packets and control do not share it");
    }

    private static Check planes() {
        List<String> names = ServiceLoader.load(ForwardingPlane.Provider.class).stream()
                .map(provider -> provider.get().name()).sorted().toList();
        return names.contains("nfqueue") ? Check.ok("planes", String.join(" ", names))
                : Check.missing("planes", names.toString(), "start with ./netserv, which gives the whole module path");
    }

    private static Check program(String name, String packages, String use) {
        Path path = find(name);
        return path == null ? Check.warning(name, "not installed; for " + use, "apt-get install " + packages)
                : Check.ok(name, path.toString());
    }

    private static @Nullable Path find(String program) {
        for (String folder : (System.getenv().getOrDefault("PATH", "") + ":" + SBIN).split(":", -1)) {
            Path path = Path.of(folder, program);
            if (Files.isExecutable(path)) {
                return path;
            }
        }
        return null;
    }

    private static String answer(String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return "no answer within " + COMMAND_SECONDS + " s";
            }
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private static String read(Path file) {
        try {
            // Not by readString: a sysctl has an end after the first read, which would be of a single byte.
            return String.join("\n", Files.readAllLines(file));
        } catch (IOException e) {
            return "";
        }
    }
}
