package org.netserv.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.node.json.Json;
import org.netserv.perf.result.Run;
import org.netserv.perf.rig.MeasuringRig;
import org.netserv.perf.store.ResultStore;
import org.netserv.rig.Exec;
import org.netserv.rig.Namespace;
import org.netserv.rig.Privilege;

/** The program as a user meets it: what it says, how it ends, what it leaves. */
class ProgramIT {
    private static final Path ROOT = Path.of(System.getProperty("netserv.root", "../..")).toAbsolutePath();
    private static final String MODULES = System.getProperty("jdk.module.path");
    private static final long SECONDS = 300;

    @TempDir
    private Path folder = Path.of("");

    private record Ended(int status, String output) {}

    @BeforeEach
    void needRoot() {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
    }

    @Test
    void shouldTakeTheRigDownAndKeepWhatThereIsWhenItIsTerminated() throws Exception {
        Path json = folder.resolve("run.json");
        Process process = start(List.of(), "mlffr", "--quick", "--config", "1", "--json", json.toString());
        awaitOutput(process, "[1/2]");
        process.destroy();
        Ended ended = await(process);
        assertTrue(ended.status() == 143 || ended.status() == 130, ended.toString());
        assertTrue(ended.output().contains("PARTIAL"), ended.output());
        Run run = ResultStore.read(json).run();
        assertFalse(run.complete());
        assertEquals(List.of(), Namespace.list().stream().filter(name -> name.contains("-" + process.pid() + "-"))
                .toList());
    }

    @Test
    void shouldMeasureWhatAPublisherSuffersFromAnothersModule() throws Exception {
        Ended ended = await(start(List.of(), "neighbour", "--bomb", "loop", "--rounds", "1", "--seconds", "3",
                "--results", folder.toString()));
        assertEquals(0, ended.status(), ended.output());
        assertTrue(ended.output().contains("| loop | loops for ever on a packet |"), ended.output());
        assertTrue(ended.output().contains("event detached=1"), ended.output());
        assertTrue(Files.readString(only("-neighbour").resolve("neighbour.json")).contains("\"explosions\""));
    }

    @Test
    void shouldMeasureHowLongADeploymentTakes() throws Exception {
        Ended ended = await(start(List.of(), "deploy", "--times", "3", "--results", folder.toString()));
        assertEquals(0, ended.status(), ended.output());
        assertTrue(ended.output().contains("| median, p90, highest of the next 2 | "), ended.output());
        assertTrue(Files.readString(only("-deploy").resolve("deploy.json")).contains("\"packet-nanos\""));
    }

    @Test
    void shouldMeasureWhatANodeNeeds() throws Exception {
        Ended ended = await(start(List.of(), "footprint", "--starts", "1", "--idle-seconds", "1", "--publishers", "2",
                "--modules", "4", "--rounds", "1", "--churn-seconds", "3", "--results", folder.toString()));
        assertEquals(0, ended.status(), ended.output());
        assertTrue(ended.output().contains("| ratio of the two | "), ended.output());
        assertTrue(ended.output().contains("| 60 SETUPs in "), ended.output());
        assertTrue(Files.readString(only("-footprint").resolve("footprint.json")).contains("\"start-seconds\""));
    }

    /** What is lost on a host that others use says nothing: each packet has its place, and each frame. */
    @Test
    void shouldKeepEachFrameWhileModulesComeAndGo() throws Exception {
        Ended ended = await(start(List.of(), "soak", "--plane", "xdp", "--seconds", "10", "--every", "200", "--load",
                "0.4", "--results", folder.toString()));
        assertEquals(0, ended.status(), ended.output());
        assertTrue(ended.output().contains("- Frames: 8,192 of 8,192 in the rings at the end."), ended.output());
        String raw = Files.readString(only("-soak").resolve("soak.json"));
        assertEquals(List.of(0L, 0L), numbers("unaccounted", raw), ended.output());
        assertTrue(numbers("installed", raw).getLast() >= 5, ended.output());
    }

    /** Rates of a host that others use say nothing: each message has its place, and each handshake leaves a session. */
    @Test
    void shouldAccountForEachMessageOfSignaling() throws Exception {
        Path json = folder.resolve("run.json");
        Ended ended = await(start(List.of(), "signaling", "--quick", "--json", json.toString(), "--results",
                folder.toString()));
        assertEquals(0, ended.status(), ended.output());
        assertTrue(ended.output().contains("Unaccounted for: 0."), ended.output());
        String raw = Files.readString(only("-signaling").resolve("signaling.json"));
        assertEquals(List.of(0L), numbers("unaccounted", raw).stream().distinct().toList(), raw);
        Object sessions = inJson(Json.parse(Files.readString(json)), "sessions");
        assertEquals("5000", inJson(sessions, "sessions").toString(), ended.output());
        assertEquals("0", inJson(sessions, "gone").toString(), ended.output());
        assertEquals(true, inJson(sessions, "trial", "known"), ended.output());
        assertEquals(inJson(sessions, "trial", "outcome", "confirms"), inJson(sessions, "trial", "handshakes"),
                ended.output());
    }

    private static Object inJson(Object tree, String... path) {
        Object at = tree;
        for (String name : path) {
            at = Objects.requireNonNull(((Map<?, ?>) at).get(name), name);
        }
        return at;
    }

    @Test
    void shouldSayWhatIsWrongWithAMeasurementOfSignaling() throws Exception {
        refused(2, "--part: there is none called \"speed\", expected one of stateless, handshake, sessions, latency",
                run("signaling", "--part", "speed"));
        refused(2, "--rounds must be at least 1: 0", run("signaling", "--rounds", "0"));
        Path taken = Files.writeString(folder.resolve("taken"), "mine");
        refused(1, "is already there", run("signaling", "--json", taken.toString()));
        assertEquals("mine", Files.readString(taken));
    }

    private static List<Long> numbers(String name, String json) {
        return Pattern.compile('"' + name + "\"\\s*:\\s*(-?\\d+)").matcher(json).results()
                .map(found -> Long.valueOf(found.group(1))).toList();
    }

    private Path only(String suffix) throws IOException {
        try (Stream<Path> runs = Files.list(folder)) {
            return runs.filter(path -> path.getFileName().toString().endsWith(suffix)).findFirst().orElseThrow();
        }
    }

    @Test
    void shouldKnowThePartsOfAFootprint() throws Exception {
        refused(2, "--part: there is none called \"heap\", expected one of start, idle, scale, verify, churn",
                run("footprint", "--part", "heap"));
    }

    @Test
    void shouldMeasureARouterOutsideOfThisHost() throws Exception {
        try (Namespace tester = Namespace.create("wire", "tester");
                Namespace router = Namespace.create("wire", "router")) {
            router.sysctl(0, "ipv4/conf/all/rp_filter", "ipv4/conf/default/rp_filter");
            router.sysctl(1, "ipv4/ip_forward");
            link(tester, "send0", "10.0.1.2", router, "in0", "10.0.1.1");
            link(tester, "receive0", "10.0.2.2", router, "out0", "10.0.2.1");
            Path json = folder.resolve("run.json");
            Ended ended = await(start(List.of("ip", "netns", "exec", tester.name()), "mlffr", "--quick", "--passes",
                    "1", "--config", "1", "--sender", "send0", "--receiver", "receive0", "--router-mac",
                    MeasuringRig.mac("10.0.1.1"), "--json", json.toString()));
            assertTrue(ended.output().contains("ip route replace 10.0.2.2/32"), ended.output());
            Run run = ResultStore.read(json).run();
            assertTrue(ended.output().contains("Through the router, "), ended.output());
            assertFalse(ended.output().contains("Without the router"), ended.output());
            assertEquals("interfaces", run.environment().get("rig"));
            assertNotNull(run.cells().getFirst().mrr(), ended.output());
        }
    }

    private static void link(Namespace tester, String name, String address, Namespace router, String routerName,
            String routerAddress) {
        tester.ip("link", "add", name, "address", MeasuringRig.mac(address), "type", "veth", "peer", "name", routerName,
                "address", MeasuringRig.mac(routerAddress), "netns", router.name());
        end(tester, name, address, routerAddress);
        end(router, routerName, routerAddress, address);
    }

    private static void end(Namespace host, String name, String address, String neighbour) {
        host.exec("ethtool", "-K", name, "tx", "off", "tso", "off", "gso", "off", "gro", "on").orThrow();
        host.ip("link", "set", name, "up");
        host.ip("address", "add", address + "/24", "dev", name);
        host.ip("neighbour", "replace", neighbour, "lladdr", MeasuringRig.mac(neighbour), "dev", name, "nud",
                "permanent");
    }

    @Test
    void shouldSayWhenNothingArrives() throws Exception {
        try (Namespace tester = Namespace.create("wire", "tester");
                Namespace router = Namespace.create("wire", "router")) {
            link(tester, "send0", "10.0.1.2", router, "in0", "10.0.1.1");
            link(tester, "receive0", "10.0.2.2", router, "out0", "10.0.2.1");
            refused(1, "nothing of what send0 sends arrives at receive0",
                    await(start(List.of("ip", "netns", "exec", tester.name()), "mlffr", "--quick", "--config", "1",
                            "--sender", "send0", "--receiver", "receive0", "--router-mac",
                            MeasuringRig.mac("10.0.1.1"))));
        }
    }

    @Test
    void shouldSayWhatIsWrongWithItsArguments() throws Exception {
        refused(2, "configurations are numbers from 1 to 9", run("mlffr", "--config", "10"));
        refused(2, "there is no traffic \"12\"", run("mlffr", "--size", "12"));
        refused(2, "flows must be 1 to 65536", run("mlffr", "--flows", "0"));
        refused(2, "there is no plane \"carrier-pigeon\"", run("mlffr", "--plane", "carrier-pigeon"));
        refused(2, "because only 340 carries SIP", run("mlffr", "--config", "6", "--size", "64"));
        refused(2, "plane nfqueue, which sends nothing on", run("mlffr", "--config", "8"));
        refused(2, "takes all of --sender, --receiver and --router-mac", run("mlffr", "--sender", "lo"));
        refused(1, "there is no interface nope0", run("mlffr", "--sender", "nope0", "--receiver", "lo", "--router-mac",
                "02:00:00:00:00:01", "--config", "1"));
        refused(1, "There is no run yesterday", run("mlffr", "compare", "yesterday", "latest"));
        refused(1, "there is no run in", run("report", "--results", folder.toString()));
    }

    @Test
    void shouldNotOverwriteAFile() throws Exception {
        Path file = Files.writeString(folder.resolve("taken"), "mine");
        refused(1, "is already there", run("mlffr", "--quick", "--json", file.toString()));
        assertEquals("mine", Files.readString(file));
    }

    @Test
    void shouldSayWhichRungsItLeavesOutOfThoseAskedFor() throws Exception {
        String taken = Files.writeString(folder.resolve("taken"), "mine").toString();
        Ended asked = run("mlffr", "--config", "1-6", "--size", "64", "--json", taken);
        refused(1, "Left out: configuration 6 with size 64, because only 340 carries SIP.", asked);
        assertEquals(2, asked.output().lines().count(), asked.output());
        Ended all = run("mlffr", "--size", "64", "--json", taken);
        refused(1, "is already there", all);
        assertFalse(all.output().contains("Left out"), all.output());
    }

    @Test
    void shouldSayThatItNeedsRoot() throws Exception {
        // A copy, because a source tree below /root is nobody's.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path arguments = folder.resolve("runtime/cli/target/netserv/jvm.args");
        Files.createDirectories(arguments.getParent());
        Files.copy(jvmArguments(ROOT), arguments);
        List<String> modules = new ArrayList<>();
        for (String module : MODULES.split(File.pathSeparator, -1)) {
            Path copy = Files.createDirectories(folder.resolve("modules/" + modules.size()))
                    .resolve(Path.of(module).getFileName());
            Exec.run(List.of("cp", "-rL", module, copy.toString())).orThrow();
            modules.add(copy.toString());
        }
        Exec.run(List.of("chmod", "-R", "a+rX", folder.toString())).orThrow();
        Ended ended = await(start(folder, String.join(File.pathSeparator, modules),
                List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"), "mlffr", "--quick"));
        refused(1, "netserv: measuring needs root: ", ended);
        assertEquals(1, ended.output().lines().count(), ended.output());
    }

    @Test
    void shouldNeedTwoCpus() throws Exception {
        int cpu = Cpus.ofThisProcess().numbers().getLast();
        refused(1,
                "measuring needs two CPUs, one for sender and receiver and one for the router: this process may use CPU "
                        + cpu + " alone",
                await(start(List.of("taskset", "-c", Integer.toString(cpu)), "mlffr", "--quick")));
    }

    @Test
    void shouldPutBackWhatARunThatWasKilledHasLeft() throws Exception {
        Path limit = Path.of("/proc/sys/kernel/sched_rt_runtime_us");
        List<String> before = Files.readAllLines(limit);
        Process process = start(List.of(), "mlffr", "--quick", "--config", "1");
        awaitOutput(process, "[1/2]");
        process.destroyForcibly().waitFor();
        Namespace.removeLeftovers();
        assertEquals(List.of("-1"), Files.readAllLines(limit));
        Path taken = Files.writeString(folder.resolve("taken"), "");
        refused(1, "is already there", run("mlffr", "--quick", "--json", taken.toString()));
        assertEquals(before, Files.readAllLines(limit));
    }

    private static void refused(int status, String sentence, Ended ended) {
        assertEquals(status, ended.status(), ended.output());
        assertTrue(ended.output().contains(sentence), ended.output());
        assertFalse(ended.output().contains("\tat "), ended.output());
    }

    private Ended run(String... arguments) throws Exception {
        return await(start(List.of(), arguments));
    }

    private Process start(List<String> prefix, String... arguments) throws IOException {
        return start(ROOT, MODULES, prefix, arguments);
    }

    private Process start(Path root, String modules, List<String> prefix, String... arguments) throws IOException {
        List<String> argv = new ArrayList<>(prefix);
        argv.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + jvmArguments(root), "-Dnetserv.root=" + root, "--module-path", modules, "-m",
                "org.netserv.perf/org.netserv.perf.Main"));
        argv.addAll(List.of(arguments));
        Path output = folder.resolve("output-" + System.nanoTime());
        Process process = new ProcessBuilder(argv).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(output.toFile()).start();
        outputs.add(output);
        return process;
    }

    private static Path jvmArguments(Path root) {
        return root.resolve("runtime/cli/target/netserv/jvm.args");
    }

    private final List<Path> outputs = new ArrayList<>();

    private String output() throws IOException {
        return Files.readString(outputs.getLast());
    }

    private void awaitOutput(Process process, String text) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!output().contains(text)) {
            assertTrue(process.isAlive() && System.nanoTime() < deadline, output());
            Thread.sleep(20);
        }
    }

    private Ended await(Process process) throws Exception {
        try {
            assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS), output());
            return new Ended(process.exitValue(), output());
        } finally {
            process.destroyForcibly();
        }
    }
}
