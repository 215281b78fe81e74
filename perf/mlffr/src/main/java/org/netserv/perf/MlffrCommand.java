package org.netserv.perf;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.netserv.ffi.NativeException;
import org.netserv.perf.report.LadderTable;
import org.netserv.perf.report.Notes;
import org.netserv.perf.result.Run;
import org.netserv.perf.rig.HostSetting;
import org.netserv.perf.rig.MeasuringRig;
import org.netserv.perf.router.Routers;
import org.netserv.perf.store.Environment;
import org.netserv.perf.store.ResultStore;
import org.netserv.perf.store.SourceTree;
import org.netserv.perf.traffic.Traffic;
import org.netserv.rig.RigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code netserv mlffr}: the ladder of six configurations. */
@Command(name = "mlffr", mixinStandardHelpOptions = true, sortOptions = false, subcommands = CompareCommand.class, description = {
    "Measure the maximum loss-free forwarding rate of six configurations of a router: plain Linux, with Netfilter, with a "
            + "container without Java, with a node, with NetMonitor, with KeepAlive."}, footer = {"",
                "Sizes are of Ethernet frames with their check sequence; 340, the paper's,",
                "is without. Configuration 6 looks for SIP, which only 340 carries.", "",
                "Three more, besides the ladder, compare with the first:",
                "  7  a node whose module wants other packets",
                "  8  the same, and the plane sends on by itself what no module wants (xdp)",
                "  9  a module has decided on each flow, and the plane sends on the rest (xdp)", "", "Examples:",
                "  netserv mlffr --quick                  six configurations, 340 B, one core",
                "  netserv mlffr --quick --plane xdp      the same on AF_XDP rings",
                "  netserv mlffr --cores 1,2 --save       all of it, kept in results/",
                "  netserv mlffr --config 3,4 --size 64   the cost of Java alone",
                "  netserv mlffr --config 1,7-9 --plane nfqueue,xdp --size 64",
                "                                         what a node costs traffic that it lets be"})
final class MlffrCommand implements Callable<Integer> {
    private static final int INTERRUPTED = 130;
    private static final Duration GRACE = Duration.ofSeconds(8);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--plane", split = ",", paramLabel = "NAME", defaultValue = "nfqueue", description = "forwarding planes, by name (default: ${DEFAULT-VALUE})")
    private List<String> planes = List.of();

    @Option(names = "--config", paramLabel = "LIST", defaultValue = "1-6", converter = Ranges.Configurations.class, description = "configurations, as in 1,3-5 (default: ${DEFAULT-VALUE})")
    private Ranges configurations = new Ranges("", List.of());

    @Option(names = "--size", split = ",", paramLabel = "SIZE", description = "64 to 1518, 340, or imix (default: 64,340; with --quick: 340)")
    private List<String> sizes = List.of();

    @Option(names = "--cores", paramLabel = "LIST", defaultValue = "1", converter = Ranges.Cores.class, description = "1: softirq and container of the router on one core; 2: on one each; 1,2: both (default: ${DEFAULT-VALUE})")
    private Ranges cores = new Ranges("", List.of());

    @Option(names = "--flows", paramLabel = "N", defaultValue = "1024", description = "source ports, 1 to 65536 (default: ${DEFAULT-VALUE})")
    private int flows;

    @Option(names = "--quick", description = "short and few trials: about 3 minutes for six configurations")
    private boolean quick;

    @Option(names = "--passes", paramLabel = "N", defaultValue = "2", description = "visits to each rung: the spread between them is that of the host (default: ${DEFAULT-VALUE})")
    private int passes;

    @Option(names = "--sender", paramLabel = "IF", description = "measure a router outside of this host: interface towards it")
    private @Nullable String sender;

    @Option(names = "--receiver", paramLabel = "IF", description = "interface of this host behind that router")
    private @Nullable String receiver;

    @Option(names = "--router-mac", paramLabel = "MAC", description = "of that router's interface towards the sender")
    private @Nullable String routerMac;

    @Option(names = "--save", description = "keep this run in results/")
    private boolean save;

    @Option(names = "--results", paramLabel = "DIR", description = "keep it in this folder instead")
    private @Nullable Path results;

    @Option(names = "--json", paramLabel = "FILE", description = "write this run to a file that does not exist yet")
    private @Nullable Path json;

    @Override
    public Integer call() {
        Path root = SourceRoot.path();
        Plan plan = plan();
        Depth depth = quick ? Depth.quick() : Depth.full();
        Cpus cpus = Host.check();
        // Before the environment is read, which would have them in it.
        HostSetting.putBackLeftovers();
        if (json != null && Files.exists(json)) {
            throw new RigException(json + " is already there and is not overwritten.");
        }
        PrintWriter err = spec.commandLine().getErr();
        Screen screen = new Screen(err, Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false));
        FarSide far = farSide(plan);
        Duration expected = depth.expected().multipliedBy((long) plan.rungs().size() * plan.passes());
        screen.expect(expected);
        screen.say(String.format(Locale.ROOT, "%d rungs, %s: about %s.", plan.rungs().size(),
                plan.passes() == 1 ? "once" : plan.passes() + " times", Screen.text(expected)));
        Host.settle(cpus);
        try (Interruption interruption = Interruption.ofThisThread(GRACE)) {
            LadderRun run = new LadderRun(plan, depth, flows, screen, interruption::happened);
            Run result = measure(root, cpus, run, far, plan, interruption);
            finish(root, result, screen);
            return interruption.happened() ? INTERRUPTED : result.complete() ? 0 : 1;
        }
    }

    private Run measure(Path root, Cpus cpus, LadderRun run, @Nullable FarSide far, Plan plan,
            Interruption interruption) {
        Map<String, String> environment = environment(far, cpus);
        // Now: somebody may go on working in the source tree.
        String commit = SourceTree.commit(root);
        try (HostSetting _ = RealTime.unlimited();
                Site site = far == null ? RigSite.open(root, cpus)
                        : WireSite.open(far, Placement.oneCore(cpus).generator(),
                                Traffic.named(plan.sizes().getFirst()).withFlows(flows))) {
            run.run(site);
        } catch (RigException | NativeException e) {
            // What fails while everything is being taken down says nothing, and takes nothing away that was measured.
            if (!interruption.happened() && !run.hasCells()) {
                throw e;
            }
            Thread.interrupted();
        }
        return run.result(commit, environment);
    }

    private void finish(Path root, Run result, Screen screen) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(LadderTable.of(result.cells()));
        if (!result.complete()) {
            out.println("PARTIAL: not everything that was asked for has been measured.");
        }
        out.flush();
        if (save || results != null) {
            Path folder = results == null ? root.resolve("results") : results;
            screen.say("Kept in " + new ResultStore(folder).write(result, Notes.of(result)) + ".");
        }
        if (json != null) {
            ResultStore.writeFile(result, json);
        }
    }

    private Plan plan() {
        List<String> known = new ArrayList<>();
        Routers.planes().forEach(known::add);
        for (String plane : planes) {
            if (!known.contains(plane)) {
                throw new ParameterException(spec.commandLine(),
                        "--plane: there is no plane \"" + plane + "\", expected one of " + String.join(", ", known));
            }
        }
        List<String> wanted = !sizes.isEmpty() ? sizes : quick ? List.of(Rung.SIP_SIZE) : List.of("64", Rung.SIP_SIZE);
        try {
            wanted.forEach(size -> Traffic.named(size).withFlows(flows));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--size, --flows: " + e.getMessage(), e);
        }
        if (passes < 1) {
            throw new ParameterException(spec.commandLine(), "--passes must be at least 1");
        }
        Plan plan = Plan.of(quick ? "quick" : "full", planes, cores.numbers(), wanted, configurations.numbers(),
                passes);
        if (plan.rungs().isEmpty()) {
            throw new ParameterException(spec.commandLine(),
                    "nothing is left to be measured: " + Plan.leftOut(planes, wanted, configurations.numbers()));
        }
        sayWhatIsLeftOut(wanted);
        return plan;
    }

    /** To those who named their configurations; all others have it in the help. */
    private void sayWhatIsLeftOut(List<String> wanted) {
        String left = Plan.leftOut(planes, wanted, configurations.numbers());
        if (!left.isEmpty() && spec.commandLine().getParseResult().hasMatchedOption("--config")) {
            PrintWriter err = spec.commandLine().getErr();
            err.println(left);
            err.flush();
        }
    }

    /** The router outside of this host, if it is one. */
    private @Nullable FarSide farSide(Plan plan) {
        if (sender == null && receiver == null && routerMac == null) {
            return null;
        }
        if (sender == null || receiver == null || routerMac == null) {
            throw new ParameterException(spec.commandLine(),
                    "a router outside of this host takes all of --sender, --receiver and --router-mac");
        }
        if (configurations.numbers().size() != 1 || cores.numbers().size() != 1 || planes.size() != 1) {
            throw new ParameterException(spec.commandLine(),
                    "a router outside of this host is in one configuration at a "
                            + "time: name it with --config, --cores and --plane");
        }
        FarSide far = FarSide.of(sender, receiver, routerMac);
        PrintWriter err = spec.commandLine().getErr();
        err.println(far.instructions(plan.rungs().getFirst().configuration()));
        err.flush();
        return far;
    }

    private Map<String, String> environment(@Nullable FarSide far, Cpus cpus) {
        Map<String, String> more = new LinkedHashMap<>();
        more.put("rig", far == null ? "veth" : "interfaces");
        more.put("traffic.flows", Integer.toString(flows));
        if (far == null) {
            more.put("placement.one-core", Placement.oneCore(cpus).toString());
            more.put("placement.two-cores", Placement.twoCores(cpus).toString());
            more.put("napi", "threads, SCHED_FIFO " + MeasuringRig.NAPI_PRIORITY
                    + "; the router's in softirq where they would share the generator's CPU");
        }
        more.put("software.jvm.args", arguments("jvm.args") + " " + arguments("run.args"));
        return Environment.read(more);
    }

    /** What a node is started with. */
    private static String arguments(String file) {
        Path path = SourceRoot.path().resolve("runtime/cli/target/netserv").resolve(file);
        try {
            return Environment.arguments(Files.readAllLines(path));
        } catch (IOException e) {
            throw new RigException("cannot read " + path + ": " + e.getMessage() + " (build NetServ first)", e);
        }
    }
}
