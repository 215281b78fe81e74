package org.netserv.cli.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.cli.service.NotifyReceiver;
import org.netserv.cli.signaling.QueryClient;
import org.netserv.node.net.IpAddress;
import org.netserv.rig.Exec;
import org.netserv.rig.Namespace;
import org.netserv.rig.Privilege;
import org.netserv.rig.Result;
import org.netserv.rig.Rig;
import org.netserv.rig.Running;
import org.netserv.rig.UdpSender;
import org.netserv.rig.UdpSink;
import org.netserv.rig.Waiting;
import org.netserv.signaling.wire.GistError;
import org.netserv.testing.FaultRecord;

/** The Debian package: built, installed on a router between two hosts, run as its unit runs it, and purged. */
class DebianPackageIT {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int PORT = 5060;
    private static final int PACKETS = 20;
    private static final String MODULE = "NetServ.apps.KeepAlive_1.0.0";
    private static final String CONFIGURATION = """
            <netserv node-id="edge" state="/var/lib/netserv">
              <control socket="/run/netserv/control.sock"/>
              <plane name="nfqueue">
                <option name="queues" value="1"/>
              </plane>
              <fetch allow-file="true"/>
              <user name="janedoe" public-key="janedoe.pem.pub">
                <prefix>10.0.2.0/24</prefix>
              </user>
            </netserv>
            """;
    /** At the begin of its line in a help text. */
    private static final Pattern OPTION = Pattern.compile(" +(?:-[a-zA-Z], )?(--[a-z-]+)");
    /** bits 12, 13 and 23 */
    private static final String CAPABILITIES = "0000000000803000";

    /** Those, and bits 14, 38 and 39 */
    private static final String XDP_CAPABILITIES = "000000c000807000";

    /** The first, and bit 10 */
    private static final String SIGNALING_CAPABILITIES = "0000000000803400";

    @TempDir
    private static Path folder;
    private static Path deb;
    private static Rig rig;
    private static OverlayHost host;

    @BeforeAll
    static void buildAndInstall() throws IOException {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        deb = BuiltPackage.in(Files.createDirectory(folder.resolve("tree")));
        rig = Rig.create("package");
        host = OverlayHost.create(rig.router(), Files.createDirectory(folder.resolve("router")));
        install(host);
        host.run("netserv", "keygen", "/etc/netserv/janedoe.pem").orThrow();
        Files.writeString(host.file("/etc/netserv/netserv.xml"), CONFIGURATION);
    }

    @AfterAll
    static void demolish() {
        if (host != null) {
            host.close();
        }
        if (rig != null) {
            rig.close();
        }
    }

    private static void install(OverlayHost on) throws IOException {
        Files.copy(deb, on.file("/tmp/netserv.deb"));
        on.run("dpkg", "--install", "/tmp/netserv.deb").orThrow();
    }

    @Test
    void shouldSatisfyDebiansOwnChecker() {
        Result result = Exec.run(List.of("lintian", "--fail-on", "error,warning", deb.toString()), "", LONG);
        assertEquals(0, result.exit(), result::toString);
    }

    @Test
    void shouldForwardThroughAModuleAsAUserWhoCannotReadRootsFiles() throws IOException {
        UnitFile unit = new UnitFile(Files.readString(host.file("/lib/systemd/system/netserv.service")));
        // What systemd makes of RuntimeDirectory.
        host.run("install", "-d", "-o", unit.value("User"), "/run/" + unit.value("RuntimeDirectory")).orThrow();
        try (NotifyReceiver manager = new NotifyReceiver(host.file("/run/notify").toString())) {
            Files.setPosixFilePermissions(host.file("/run/notify"), PosixFilePermissions.fromString("rwxrwxrwx"));
            try (Running node = host.start(unit.command(),
                    Map.of("NOTIFY_SOCKET", "/run/notify", "WATCHDOG_USEC", "1500000"))) {
                node.awaitLine("the node runs as user netserv with cap_net_admin cap_net_raw cap_sys_nice$", TIMEOUT);
                assertEquals("STATUS=node edge, plane nfqueue, 0 modules", ready(manager).getLast());
                assertEquals(CAPABILITIES, status(node, "CapEff:"));
                assertEquals("1", status(node, "NoNewPrivs:"));
                assertTrue(Files.readString(Path.of("/proc", Long.toString(node.pid()), "maps"))
                        .contains("/var/cache/netserv/node.aot"), "the JVM was trained when the package was installed");

                assertRefusesFilesOfRoot();
                assertForwards();

                manager.upTo("STATUS=node edge, plane nfqueue, 1 module");
                assertTrue(host.run("iptables", "-t", "mangle", "-S").orThrow().stdout().contains("NFQUEUE"));
                node.stop();
                assertEquals("STOPPING=1", manager.upTo("STOPPING=1").getLast().getFirst());
                assertEquals(0, node.awaitExit(TIMEOUT), () -> String.join("\n", node.lines()));
                assertFalse(host.run("iptables", "-t", "mangle", "-S").orThrow().stdout().contains("NFQUEUE"));
                assertTrue(node.lines().stream().noneMatch(line -> line.contains(" ERROR ")),
                        () -> String.join("\n", node.lines()));
            }
        }
    }

    @Test
    void shouldHaveThePlaneXdpAsItsUserWithThreeMorePartsOfRootsPower() throws IOException {
        UnitFile unit = new UnitFile(Files.readString(host.file("/lib/systemd/system/netserv.service")));
        host.run("install", "-d", "-o", unit.value("User"), "/run/" + unit.value("RuntimeDirectory")).orThrow();
        // As udev makes it.
        host.run("sh", "-c", "mkdir -p /tmp/dev && mknod -m 666 /tmp/dev/tun c 10 200"
                + " && mount --bind /tmp/dev/tun /dev/net/tun").orThrow();
        Files.writeString(host.file("/etc/netserv/xdp.xml"), CONFIGURATION.replaceAll("(?s)<plane .*</plane>",
                "<interface name=\"user0\" plane=\"xdp\"/><interface name=\"server0\" plane=\"nfqueue\"/>")
                .replace("/var/lib/netserv", "/var/lib/netserv/xdp"));
        List<String> asked = List.of("--config", "/etc/netserv/xdp.xml");
        List<String> command = new ArrayList<>(unit.command());
        command.addAll(asked);
        try (Running node = host.start(command, Map.of())) {
            awaitAnswer(node);
            assertEquals(XDP_CAPABILITIES, status(node, "CapEff:"));
            assertEquals("1", status(node, "NoNewPrivs:"));
            String state = host.run("netserv", "status").orThrow().stdout();
            assertTrue(state.contains("plane nfqueue+xdp ") && state.contains("xdp.interfaces=user0 native"), state);
            assertForwards();
            // By the thread in quarantine, or the other.
            assertEquals(PACKETS, host.run("netserv", "status", "--all").orThrow().stdout().lines().map(String::strip)
                    .filter(line -> line.matches("xdp\\.[wq]0\\.received .*"))
                    .mapToInt(line -> Integer.parseInt(line.replaceFirst(".* ", ""))).sum());
            node.stop();
            assertEquals(0, node.awaitExit(TIMEOUT), () -> String.join("\n", node.lines()));
        }
        List<String> byRoot = new ArrayList<>(List.of("netserv", "run"));
        byRoot.addAll(asked);
        try (Running node = host.start(byRoot, Map.of())) {
            awaitAnswer(node);
            assertEquals(XDP_CAPABILITIES, status(node, "CapEff:"));
            assertEquals(XDP_CAPABILITIES, status(node, "CapBnd:"));
        }
        // A node that is not given them says so, and has the other plane do the work.
        List<String> less = new ArrayList<>(unit.command());
        less.replaceAll(each -> each.replace(",+bpf,+perfmon,+ipc_lock", ""));
        less.addAll(asked);
        try (Running node = host.start(less, Map.of())) {
            awaitAnswer(node);
            assertEquals(CAPABILITIES, status(node, "CapEff:"));
            String state = host.run("netserv", "status").orThrow().stdout();
            assertTrue(state.contains("plane nfqueue ") && state.contains("instead-of-xdp=user0: CAP_BPF "), state);
            assertTrue(String.join("\n", node.lines()).contains("CAP_BPF is missing"), () -> node.lines().toString());
        }
    }

    @Test
    void shouldAnswerSignalingAtItsPortAsItsUserWithOneMorePartOfRootsPower() throws Exception {
        UnitFile unit = new UnitFile(Files.readString(host.file("/lib/systemd/system/netserv.service")));
        host.run("install", "-d", "-o", unit.value("User"), "/run/" + unit.value("RuntimeDirectory")).orThrow();
        Files.writeString(host.file("/etc/netserv/signaling.xml"), CONFIGURATION.replace("  <user ",
                "  <signaling addresses=\"" + Rig.ROUTER_USER_IPV4 + "\"/>\n  <user ")
                .replace("/var/lib/netserv", "/var/lib/netserv/signaling"));
        List<String> asked = List.of("--config", "/etc/netserv/signaling.xml");
        List<String> byUnit = new ArrayList<>(unit.command());
        byUnit.addAll(asked);
        List<String> byRoot = new ArrayList<>(List.of("netserv", "run"));
        byRoot.addAll(asked);
        for (List<String> command : List.of(byUnit, byRoot)) {
            try (Running node = host.start(command, Map.of())) {
                awaitAnswer(node);
                assertEquals(SIGNALING_CAPABILITIES, status(node, "CapEff:"));
                assertNotEquals("0", status(node, "Uid:").split("\t", -1)[1]);
                assertEquals(GistError.ENDPOINT_FOUND, QueryClient.ask(rig.user(),
                        IpAddress.parse(Rig.USER_IPV4), IpAddress.parse(Rig.ROUTER_USER_IPV4)));
                node.stop();
                assertEquals(0, node.awaitExit(TIMEOUT), () -> String.join("\n", node.lines()));
            }
        }
        List<String> less = new ArrayList<>(byUnit);
        less.replaceAll(each -> each.replace(",+net_bind_service", ""));
        try (Running node = host.start(less, Map.of())) {
            assertEquals(1, node.awaitExit(TIMEOUT));
            String said = String.join("\n", node.lines());
            assertTrue(said.contains("CAP_NET_BIND_SERVICE is missing")
                    && said.contains("netserv: sockets for signaling need CAP_NET_RAW and CAP_NET_BIND_SERVICE"), said);
        }
    }

    private static List<String> ready(NotifyReceiver manager) {
        return manager.upTo("READY=1").getLast();
    }

    private static void assertRefusesFilesOfRoot() throws IOException {
        Files.copy(host.file("/usr/lib/netserv/modules/keepalive.jar"), host.file("/etc/netserv/secret.jar"));
        Files.setPosixFilePermissions(host.file("/etc/netserv/secret.jar"),
                PosixFilePermissions.fromString("rw-------"));
        Result refused = setup("/etc/netserv/secret.jar");
        assertEquals(1, refused.exit(), refused::toString);
        assertTrue(refused.stdout().contains("424"), refused::toString);
    }

    private static void assertForwards() {
        setup("/usr/lib/netserv/modules/keepalive.jar").orThrow();
        try (UdpSink sink = UdpSink.start(rig.server(), Rig.SERVER_IPV4, PORT)) {
            UdpSender.to(Rig.USER_IPV4, Rig.SERVER_IPV4, PORT).withCount(PACKETS, 100).send(rig.user());
            sink.awaitPackets(PACKETS, TIMEOUT);
        }
        String state = host.run("netserv", "status").orThrow().stdout();
        assertTrue(state.contains(MODULE + " of janedoe ACTIVE"), state);
        assertTrue(state.lines().anyMatch(line -> line.matches(" +packets +" + PACKETS)), state);
    }

    private static Result setup(String jar) {
        return host.run("netserv", "setup", MODULE, "--user", "janedoe", "--key", "/etc/netserv/janedoe.pem", "--ttl",
                "600", "--filter", "proto=udp,port=" + PORT, "--url", "file://" + jar);
    }

    @Test
    void shouldGoOnAsItsUserWhenRootStartsIt() throws IOException {
        try (Running node = host.start(List.of("netserv", "run"), Map.of())) {
            awaitAnswer(node);
            assertEquals(CAPABILITIES, status(node, "CapEff:"));
            assertEquals(CAPABILITIES, status(node, "CapAmb:"));
            assertEquals(CAPABILITIES, status(node, "CapBnd:"));
            String uid = host.run("id", "-u", "netserv").orThrow().stdout().strip();
            assertEquals(Set.of(uid), new TreeSet<>(List.of(status(node, "Uid:").split("\t", -1))));
            assertNotEquals("0", uid);
        }
    }

    @Test
    void shouldStayRootOrRefuseAsItIsTold() throws IOException {
        // Of a state that no other user can read afterwards.
        Files.writeString(host.file("/etc/netserv/root.xml"),
                CONFIGURATION.replace("/var/lib/netserv", "/root/netserv"));
        try (Running node = host.start(List.of("netserv", "run", "--user", "root", "--config", "/etc/netserv/root.xml"),
                Map.of())) {
            awaitAnswer(node);
            assertEquals("0\t0\t0\t0", status(node, "Uid:"));
        }
        Result unknown = host.run("netserv", "run", "--user", "nosuch");
        assertEquals(1, unknown.exit());
        assertEquals("netserv: --user nosuch: there is no such user\n", unknown.stderr());
        Result other = host.run("setpriv", "--reuid", "nobody", "--clear-groups", "netserv", "run", "--user=netserv");
        assertEquals(1, other.exit());
        assertTrue(other.stderr().contains("--user netserv: this process is of user nobody"), other::toString);
    }

    @Test
    void shouldSayWhatNeedsRootStill() throws IOException {
        host.run("sh", "-c", "mkdir -p /run/netns && touch /run/netns/other && mount --bind /proc/self/ns/net"
                + " /run/netns/other").orThrow();
        Files.writeString(host.file("/etc/netserv/namespace.xml"), CONFIGURATION.replace("<option name=\"queues\"",
                "<option name=\"namespace\" value=\"other\"/><option name=\"queues\""));
        Result result = host.run("netserv", "run", "--config", "/etc/netserv/namespace.xml");
        assertEquals(1, result.exit(), result::toString);
        assertTrue(result.stderr().contains("\nnetserv: option namespace needs CAP_SYS_ADMIN"), result::toString);
    }

    @Test
    void shouldHaveAUnitThatSystemdUnderstands() {
        Result result = host.run("systemd-analyze", "verify", "/lib/systemd/system/netserv.service");
        assertEquals(0, result.exit(), result::toString);
        assertEquals("", result.stderr());
    }

    @Test
    void shouldHaveManualPagesAndCompletionOfAllSubcommands() throws IOException {
        Set<String> subcommands = host.run("netserv", "--help").orThrow().stdout().lines()
                .filter(line -> line.matches("  [a-z]+ +[A-Z].*")).map(line -> line.strip().split(" ", 2)[0])
                .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(subcommands.containsAll(Set.of("run", "status", "setup")), subcommands::toString);
        assertFalse(subcommands.contains("mlffr"), subcommands::toString);
        for (String subcommand : subcommands) {
            String page = host.run("man", "netserv-" + subcommand).orThrow().stdout();
            assertTrue(page.contains("SYNOPSIS") && page.contains("EXAMPLE")
                    && page.lines().anyMatch(line -> line.matches(" {7,}netserv " + subcommand + "( .*)?")), page);
        }
        Set<String> completed = completed("");
        assertTrue(completed.containsAll(subcommands), completed::toString);
    }

    @Test
    void shouldCompleteOptionsOfSubcommandsAndTheirValues() throws IOException {
        for (String subcommand : List.of("run", "status", "setup", "trace", "rollback", "keygen")) {
            Set<String> options = host.run("netserv", subcommand, "--help").orThrow().stdout().lines()
                    .map(OPTION::matcher).filter(Matcher::lookingAt).map(option -> option.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertTrue(options.containsAll(Set.of("--help", "--version")) && options.size() > 3, options::toString);
            Set<String> completed = completed(subcommand, "--");
            assertTrue(completed.containsAll(options), () -> subcommand + ": " + completed + " of " + options);
        }
        assertEquals(Set.of("--watch"), completed("status", "--w"));
        assertEquals(Set.of("ed25519", "rsa", "ecdsa"), completed("keygen", "x.pem", "--type", ""));
        assertEquals(Set.of("rsa"), completed("keygen", "x.pem", "--type", "r"));
    }

    /** What a shell offers for the last of these words, behind {@code netserv}. */
    private static Set<String> completed(String... words) {
        String line = "netserv '" + String.join("' '", words) + "'";
        String offered = host.run("bash", "-c", "source /usr/share/bash-completion/completions/netserv; COMP_WORDS=("
                + line + "); COMP_CWORD=" + words.length + "; _complete_netserv; printf '%s\\n' \"${COMPREPLY[@]}\"")
                .orThrow().stdout();
        return offered.lines().map(String::strip).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void shouldLeaveNothingBehindWhenItIsPurged() throws IOException {
        try (Namespace network = Namespace.create("package", "purge");
                OverlayHost other = OverlayHost.create(network, Files.createDirectory(folder.resolve("purge")))) {
            install(other);
            try (Running node = other.start(List.of("netserv", "run"), Map.of())) {
                assertTrue(Waiting.until(() -> other.run("netserv", "status").ok(), TIMEOUT),
                        () -> String.join("\n", node.lines()));
            }
            assertTrue(Files.exists(other.file("/var/lib/netserv/counters.dat")));

            assertTrue(Files.exists(other.file("/var/cache/netserv/node.aot")));

            other.run("dpkg", "--remove", "netserv").orThrow();
            assertFalse(Files.exists(other.file("/var/cache/netserv")));
            assertTrue(Files.exists(other.file("/etc/netserv/netserv.xml")), "the configuration stays until purged");
            assertEquals(Path.of("/dev/null"),
                    Files.readSymbolicLink(other.file("/etc/systemd/system/netserv.service")), "nobody starts it then");
            other.run("dpkg", "--install", "/tmp/netserv.deb").orThrow();
            assertFalse(Files.exists(other.file("/etc/systemd/system/netserv.service"), LinkOption.NOFOLLOW_LINKS));
            other.run("dpkg", "--purge", "netserv").orThrow();

            assertFalse(other.run("id", "netserv").ok());
            assertEquals(List.of(), other.changes().stream().filter(DebianPackageIT::isOurs).toList());
        }
    }

    @Test
    void shouldBeKeptRunningBySystemd() throws IOException {
        try (Namespace network = Namespace.create("package", "systemd");
                BootedHost other = BootedHost.boot(network, Files.createDirectory(folder.resolve("systemd")))) {
            // A node that hangs is found sooner than after the unit's half a minute.
            Files.createDirectories(other.file("/etc/systemd/system/netserv.service.d"));
            Files.writeString(other.file("/etc/systemd/system/netserv.service.d/soon.conf"),
                    "[Service]\nWatchdogSec=5s\n");
            Files.copy(deb, other.file("/tmp/netserv.deb"));
            other.run("dpkg", "--install", "/tmp/netserv.deb").orThrow();
            Files.writeString(other.file("/etc/netserv/netserv.xml"),
                    CONFIGURATION.replaceAll("(?s) *<user.*</user>\n", ""));
            assertTrue(other.run("systemctl", "start", "netserv").ok(), () -> log(other));
            assertEquals("node edge, plane nfqueue, 0 modules", other.property("netserv", "StatusText"));
            assertEquals("2", status(other, "Seccomp:"));
            assertEquals(CAPABILITIES, status(other, "CapEff:"));

            other.run("netserv", "keygen", "/etc/netserv/janedoe.pem").orThrow();
            Files.writeString(other.file("/etc/netserv/netserv.xml"), CONFIGURATION);
            other.run("systemctl", "reload", "netserv").orThrow();
            other.run("netserv", "setup", MODULE, "--user", "janedoe", "--key", "/etc/netserv/janedoe.pem", "--ttl",
                    "600", "--filter", "proto=udp,port=" + PORT, "--url",
                    "file:///usr/lib/netserv/modules/keepalive.jar").orThrow();

            String hung = other.property("netserv", "MainPID");
            long begun = System.nanoTime();
            other.run("systemctl", "kill", "--signal=STOP", "netserv").orThrow();
            assertTrue(Waiting.until(() -> other.property("netserv", "NRestarts").equals("1")
                    && other.property("netserv", "SubState").equals("running"), TIMEOUT), () -> log(other));
            assertNotEquals(hung, other.property("netserv", "MainPID"));
            assertTrue(Waiting.until(() -> other.property("netserv", "StatusText").endsWith(", 1 module"), TIMEOUT),
                    () -> log(other));
            assertTrue(log(other).contains("Watchdog timeout"), () -> log(other));
            FaultRecord.of("node-hangs", getClass())
                    .figure("with a watchdog of 5 s, back with its module after",
                            (System.nanoTime() - begun) / 1_000_000_000, "s")
                    .write();

            Files.writeString(other.file("/etc/netserv/netserv.xml"),
                    CONFIGURATION.replace("  <user ", "  <signaling addresses=\"10.0.9.1\"/>\n  <user "));
            other.run("ip", "address", "add", "10.0.9.1/32", "dev", "lo").orThrow();
            other.run("systemctl", "restart", "netserv").orThrow();
            assertEquals(SIGNALING_CAPABILITIES, status(other, "CapEff:"));
            assertTrue(other.run("ss", "-Hlun").orThrow().stdout().contains("10.0.9.1:270 "), () -> log(other));

            other.run("systemctl", "stop", "netserv").orThrow();
            assertEquals("success", other.property("netserv", "Result"));
            assertFalse(other.run("iptables", "-t", "mangle", "-S").orThrow().stdout().contains("NFQUEUE"));
            other.run("dpkg", "--purge", "netserv").orThrow();
            assertEquals("not-found", other.property("netserv", "LoadState"));
        }
    }

    private static String status(BootedHost on, String key) {
        return on.run("grep", "^" + key, "/proc/" + on.property("netserv", "MainPID") + "/status").orThrow().stdout()
                .substring(key.length()).strip();
    }

    private static String log(BootedHost on) {
        return on.run("journalctl", "--unit", "netserv", "--no-pager").stdout();
    }

    /** What the package manager and adduser write down for themselves may change; so may their locks, and backups of the lists of users. */
    private static boolean isOurs(String change) {
        return !change.matches("/var/lib/dpkg/.*|/var/log/.*|/var/cache/(man|debconf|ldconfig)/.*"
                + "|/etc/(passwd|group|shadow|gshadow|subuid|subgid)-?|/etc/.pwd.lock");
    }

    private static void awaitAnswer(Running node) {
        assertTrue(Waiting.until(() -> host.run("netserv", "status").ok(), TIMEOUT),
                () -> String.join("\n", node.lines()));
    }

    /** A field of what the kernel says of the node's process. */
    private static String status(Running node, String key) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(node.pid()), "status")).stream()
                .filter(line -> line.startsWith(key)).map(line -> line.substring(key.length()).strip()).findFirst()
                .orElseThrow();
    }
}
