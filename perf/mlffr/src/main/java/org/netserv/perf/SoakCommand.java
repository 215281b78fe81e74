package org.netserv.perf;

import picocli.CommandLine.Mixin;
import org.netserv.perf.router.WorkFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.netserv.perf.rig.HostSetting;
import org.netserv.perf.router.Guest;
import org.netserv.perf.router.Routers;
import org.netserv.perf.soak.Frames;
import org.netserv.perf.soak.SoakTable;
import org.netserv.perf.soak.Stretch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code netserv soak}: a node under load for long, while modules come and go. */
@Command(name = "soak", mixinStandardHelpOptions = true, sortOptions = false, description = {
    "Keep a node at a part of its rate while a module comes and goes every second: what is lost, what grows, what packet "
            + "threads allocate."}, footer = {"", "Example:", "  netserv soak --plane xdp --save"})
final class SoakCommand implements Callable<Integer> {
    private static final int INTERRUPTED = 130;
    private static final Duration GRACE = Duration.ofSeconds(8);
    private static final int LEAST_SECONDS = 5;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--plane", paramLabel = "NAME", defaultValue = "nfqueue", description = "forwarding plane (default: ${DEFAULT-VALUE})")
    private String plane = "";

    @Option(names = "--cores", paramLabel = "N", defaultValue = "1", description = "1: softirq and node on one core; 2: on one each (default: ${DEFAULT-VALUE})")
    private int cores;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "600", description = "of traffic (default: ${DEFAULT-VALUE})")
    private int seconds;

    @Option(names = "--load", paramLabel = "PART", defaultValue = "0.8", description = "part of the rate with at most 0.5 %% of loss (default: ${DEFAULT-VALUE})")
    private double load;

    @Option(names = "--every", paramLabel = "MILLIS", defaultValue = "1000", description = "a module comes and goes (default: ${DEFAULT-VALUE})")
    private int everyMillis;

    @Mixin
    private Keeping keeping = new Keeping();

    @Override
    public Integer call() {
        check();
        Path root = SourceRoot.path();
        Cpus cpus = Host.check();
        HostSetting.putBackLeftovers();
        Screen screen = new Screen(spec.commandLine().getErr(), false);
        Host.settle(cpus);
        try (WorkFolder folder = WorkFolder.create();
                Interruption interruption = Interruption.ofThisThread(GRACE)) {
            keeping.begin(root, Map.of("rig", "veth", "placement",
                    (cores == 1 ? Placement.oneCore(cpus) : Placement.twoCores(cpus)).toString(), "traffic",
                    Rung.SIP_SIZE));
            SoakRun run = new SoakRun(plane, cores, load, seconds, Duration.ofMillis(everyMillis), screen,
                    interruption::happened);
            Guest guest = NeighbourRun.guest(folder.path());
            try (HostSetting _ = RealTime.unlimited(); RigSite site = RigSite.open(root, cpus)) {
                run.run(site, guest, folder.path());
            }
            keeping.finish("soak", run.isComplete(), raw(run), notes(),
                    SoakTable.of(run.rate(), run.stretches(), run.heap(), run.frames()), spec.commandLine().getOut(),
                    screen);
            return interruption.happened() ? INTERRUPTED : run.isComplete() ? 0 : 1;
        }
    }

    private void check() {
        boolean known = false;
        for (String name : Routers.planes()) {
            known |= name.equals(plane);
        }
        if (!known) {
            throw new ParameterException(spec.commandLine(), "--plane: there is no plane \"" + plane
                    + "\", expected one of " + String.join(", ", Routers.planes()));
        }
        if (seconds < LEAST_SECONDS || everyMillis < 1 || cores < 1 || cores > 2 || !(load > 0 && load <= 1)) {
            throw new ParameterException(spec.commandLine(),
                    "--cores must be 1 or 2, --seconds at least 5, --every at least 1, --load above 0 and at most 1");
        }
    }

    private Map<String, Object> raw(SoakRun run) {
        Map<String, Object> raw = new LinkedHashMap<>();
        raw.put("plane", plane);
        raw.put("cores", cores);
        raw.put("load", load);
        raw.put("every-millis", everyMillis);
        raw.put("rate", run.rate());
        raw.put("stretches", run.stretches().stream().map(Stretch::map).toList());
        if (run.heap() != null) {
            raw.put("packet-thread-bytes", run.heap().packetThreadBytes());
            raw.put("packets", run.heap().packets());
            raw.put("collections", run.heap().collections());
            raw.put("longest-pause-millis", run.heap().longestPauseMillis());
        }
        Frames frames = run.frames();
        if (frames != null) {
            raw.put("frames", Map.of("in-rings", frames.inRings(), "all", frames.all()));
        }
        return raw;
    }

    private String notes() {
        return """
                # A node under load while modules come and go

                Plane %s. NetMonitor is given packets of 340 B at %s of the rate of which at most 0.5 %% is lost, in trials of 5 s one after the
                other, each with its account. Meanwhile another publisher's module is installed and removed every %d ms. Cores: %s, see
                placement; the node's packet thread shares one with all else of the node. After each stretch the node's need is read; of its
                heap, what a collection leaves. On AF_XDP each step of a frame is checked in the node (assertions are on), and at the end,
                when nothing is under way, all frames must lie in rings.

                """
                .formatted(plane, load, everyMillis, cores);
    }
}
