package org.netserv.perf;

import picocli.CommandLine.Mixin;
import org.netserv.perf.router.WorkFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.netserv.perf.deploy.DeployTable;
import org.netserv.perf.deploy.Deployed;
import org.netserv.perf.deploy.KeepAliveUser;
import org.netserv.perf.deploy.OtherVersion;
import org.netserv.perf.deploy.Upgraded;
import org.netserv.perf.rig.HostSetting;
import org.netserv.perf.router.Guest;
import org.netserv.perf.router.NodeControl;
import org.netserv.perf.router.RouterUnderTest;
import org.netserv.perf.traffic.Traffic;
import org.netserv.rig.Exec;
import org.netserv.rig.RigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code netserv deploy}: how long it takes from a SETUP to the first packet that its module answers. */
@Command(name = "deploy", mixinStandardHelpOptions = true, sortOptions = false, description = {
    "Measure how long it takes from a SETUP of KeepAlive Responder until a user's keep-alive is answered, and for how",
    "long none is when another version takes its place."}, footer = {
        "", "Example:", "  netserv deploy --times 41"})
final class DeployCommand implements Callable<Integer> {
    private static final String NAME = "NetServ.apps.KeepAlive_";
    private static final String VERSION = "1.0.0";
    private static final String OTHER_VERSION = "1.0.1";
    private static final String MODULE = NAME + VERSION;
    /** A new version has left the quarantine by then. */
    private static final Duration SETTLED = Duration.ofSeconds(3);
    private static final int INTERRUPTED = 130;
    private static final Duration GRACE = Duration.ofSeconds(8);
    private static final Duration KEEP_ALIVE_INTERVAL = Duration.ofNanos(100_000);
    private static final Duration BETWEEN = Duration.ofMillis(300);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static final Map<String, String> FILTER = Map.of("filter-proto", "udp", "filter-port",
            Integer.toString(Traffic.PORT));

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--times", paramLabel = "N", defaultValue = "41", description = "deployments, with the first (default: ${DEFAULT-VALUE})")
    private int times;

    @Option(names = "--upgrades", paramLabel = "N", defaultValue = "20", description = "from one version to the other and back, after those (default: ${DEFAULT-VALUE})")
    private int upgrades;

    @Mixin
    private Keeping keeping = new Keeping();

    @Override
    public Integer call() throws IOException {
        if (times < 2) {
            throw new ParameterException(spec.commandLine(), "--times must be at least 2");
        }
        if (upgrades < 0) {
            throw new ParameterException(spec.commandLine(), "--upgrades must not be negative");
        }
        Path root = SourceRoot.path();
        Cpus cpus = Host.check();
        HostSetting.putBackLeftovers();
        Screen screen = new Screen(spec.commandLine().getErr(), false);
        Host.settle(cpus);
        List<Deployed> all = new ArrayList<>();
        List<Upgraded> upgraded = new ArrayList<>();
        keeping.begin(root, Map.of("rig", "veth", "node.cpus", cpus.toString()));
        try (WorkFolder folder = WorkFolder.create();
                Interruption interruption = Interruption.ofThisThread(GRACE)) {
            Guest guest = NeighbourRun.guest(folder.path());
            try (HostSetting _ = RealTime.unlimited();
                    RigSite site = RigSite.open(root, cpus);
                    RouterUnderTest router = site.openBeside("nfqueue", 1, guest, "")) {
                Exec.run(List.of("taskset", "-a", "-p", "-c", cpus.toString(),
                        Long.toString(router.pid().orElseThrow()))).orThrow();
                NodeControl control = NodeControl.of(router.controlSocket().orElseThrow(), guest);
                Path jar = root.resolve("runtime/cli/target/netserv/modules/keepalive.jar");
                measure(site, control, jar, all);
                Path other = folder.path().resolve("other.jar");
                OtherVersion.write(jar, OTHER_VERSION, other);
                upgrade(site, control, List.of(jar, other), upgraded);
            } catch (InterruptedException e) {
                screen.say("Interrupted.");
                return INTERRUPTED;
            } catch (RigException e) {
                if (interruption.happened()) {
                    return INTERRUPTED;
                }
                throw e;
            }
        }
        finish(all, upgraded, screen);
        return 0;
    }

    private void measure(RigSite site, NodeControl control, Path jar, List<Deployed> all) throws InterruptedException {
        try (KeepAliveUser user = KeepAliveUser.start(site.sender(), site.generatorCpu(), NeighbourRun.GUEST_ADDRESS,
                Traffic.PORT, KEEP_ALIVE_INTERVAL)) {
            for (int n = 0; n < times; n++) {
                // No answer of the one before is on its way any more.
                Thread.sleep(BETWEEN);
                long begun = user.arm();
                control.install(MODULE, jar, FILTER);
                long answered = System.nanoTime();
                all.add(new Deployed(user.awaitAnswer(LIMIT) - begun, answered - begun));
                control.remove(MODULE);
            }
        }
    }

    private void upgrade(RigSite site, NodeControl control, List<Path> jars, List<Upgraded> upgraded)
            throws InterruptedException {
        try (KeepAliveUser user = KeepAliveUser.start(site.sender(), site.generatorCpu(), NeighbourRun.GUEST_ADDRESS,
                Traffic.PORT, KEEP_ALIVE_INTERVAL)) {
            control.install(MODULE, jars.getFirst(), FILTER);
            Thread.sleep(SETTLED);
            for (int n = 1; n <= upgrades; n++) {
                user.arm();
                Thread.sleep(SETTLED);
                long usual = user.longestGap();
                long begun = user.arm();
                control.install(NAME + (n % 2 == 0 ? VERSION : OTHER_VERSION), jars.get(n % 2), FILTER);
                long answered = System.nanoTime();
                Thread.sleep(SETTLED);
                upgraded.add(new Upgraded(user.longestGap(), usual, answered - begun));
            }
        }
    }

    private void finish(List<Deployed> all, List<Upgraded> upgraded, Screen screen) {
        String table = DeployTable.of(all) + (upgraded.isEmpty() ? "" : DeployTable.ofUpgrades(upgraded));
        PrintWriter out = spec.commandLine().getOut();
        out.print(table);
        out.flush();
        Map<String, Object> raw = new LinkedHashMap<>();
        raw.put("deployments", all.stream().map(one -> Map.of("packet-nanos", one.packetNanos(), "answer-nanos",
                one.answerNanos())).toList());
        raw.put("upgrades", upgraded.stream().map(one -> Map.of("gap-nanos", one.gapNanos(), "usual-nanos",
                one.usualNanos(), "answer-nanos", one.answerNanos())).toList());
        keeping.keep("deploy", raw, NOTES + table, screen);
    }

    private static final String NOTES = """
            # From a SETUP to the first packet

            A publisher deploys KeepAlive Responder by a file URL on a node that forwards for another one, and removes it again. A user
            in another namespace sends a SIP keep-alive every 100 µs: the time ends when the first one is answered. The node has all
            CPUs, which it shares with user and rig. In an upgrade a new version takes the place of the one that answers; the time without
            an answer is watched for 3 s, in which it also leaves the quarantine, and for 3 s before.

            """;
}
