package org.netserv.perf;

import picocli.CommandLine.Mixin;
import org.netserv.perf.router.WorkFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.netserv.perf.FootprintRun.Amount;
import org.netserv.perf.FootprintRun.Part;
import org.netserv.perf.footprint.FootprintTable;
import org.netserv.perf.footprint.SignatureCosts;
import org.netserv.perf.rig.HostSetting;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code netserv footprint}: what a node needs of its host, and how soon it is there. */
@Command(name = "footprint", mixinStandardHelpOptions = true, sortOptions = false, description = {
    "Measure what a node needs: its start, an idle one's memory and CPU time, 1,000 modules of 100 publishers, the "
            + "verification of a signature, and what modules leave behind that come and go."}, footer = {"",
                "Example:", "  netserv footprint --part start,idle"})
final class FootprintCommand implements Callable<Integer> {
    private static final int INTERRUPTED = 130;
    private static final Duration GRACE = Duration.ofSeconds(8);
    /** A module that is refreshed each minute sends so many SETUPs in a day. */
    private static final int REFRESHES_A_DAY = 24 * 60;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--part", split = ",", paramLabel = "NAME", description = "start, idle, scale, verify, churn (default: all)")
    private List<String> names = List.of();

    @Option(names = "--starts", paramLabel = "N", defaultValue = "10", description = "starts of the node (default: ${DEFAULT-VALUE})")
    private int starts;

    @Option(names = "--idle-seconds", paramLabel = "N", defaultValue = "60", description = "how long an idle node is watched (default: ${DEFAULT-VALUE})")
    private int idleSeconds;

    @Option(names = "--publishers", paramLabel = "N", defaultValue = "100", description = "of the modules (default: ${DEFAULT-VALUE})")
    private int publishers;

    @Option(names = "--modules", paramLabel = "N", defaultValue = "1000", description = "of all publishers (default: ${DEFAULT-VALUE})")
    private int modules;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3", description = "rates with one module and with all (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Option(names = "--churn-seconds", paramLabel = "N", defaultValue = "180", description = "how long modules come and go (default: ${DEFAULT-VALUE})")
    private int churnSeconds;

    @Mixin
    private Keeping keeping = new Keeping();

    @Override
    public Integer call() {
        Set<Part> parts = PartNames.read(names, Part.class, spec.commandLine());
        Amount amount = amount();
        Path root = SourceRoot.path();
        Cpus cpus = Host.check();
        HostSetting.putBackLeftovers();
        Screen screen = new Screen(spec.commandLine().getErr(), false);
        Host.settle(cpus);
        try (WorkFolder folder = WorkFolder.create();
                Interruption interruption = Interruption.ofThisThread(GRACE)) {
            keeping.begin(root, Map.of("rig", "veth", "node.cpus", cpus.toString(), "traffic", Rung.SIP_SIZE));
            FootprintRun run = new FootprintRun(parts, amount, root.resolve("runtime/cli/target/netserv"), cpus,
                    folder.path(), screen, interruption::happened);
            try (HostSetting _ = RealTime.unlimited(); RigSite site = RigSite.open(root, cpus)) {
                run.run(site);
            }
            keeping.finish("footprint", run.isComplete(), run.findings().map(), notes(),
                    FootprintTable.of(run.findings()), spec.commandLine().getOut(), screen);
            return interruption.happened() ? INTERRUPTED : run.isComplete() ? 0 : 1;
        }
    }

    private Amount amount() {
        if (starts < 1 || idleSeconds < 1 || publishers < 1 || modules < publishers || rounds < 0 || churnSeconds < 1) {
            throw new ParameterException(spec.commandLine(),
                    "numbers must be at least 1, and --modules at least as many as --publishers");
        }
        return new Amount(starts, idleSeconds, publishers, modules, rounds, churnSeconds);
    }

    private static String notes() {
        return String.format(Locale.ROOT,
                """
                        # What a node needs

                        Start: the node is killed (SIGKILL) and executed again, while a user's keep-alives come 1,000 times a second; the time
                        ends when the first one is answered by KeepAlive Responder, one of the modules in its journal. Idle: no packets,
                        a minute after the second module has come. RSS is as it stands, heap is what a collection leaves. Rates: what arrives while as much as possible is offered, packets of
                        340 B to one module whose rule is the kernel's last; it alone and with all others in turn. A signature's message has
                        %d bytes without it. Churn: 20 SETUPs a second with a TTL of 2 s; a module that is refreshed each minute has %d a day.
                        The node may use all CPUs, which it shares with the rig; where rates are measured its packet thread has one.

                        """,
                SignatureCosts.messageBytes(), REFRESHES_A_DAY);
    }
}
