package org.netserv.perf;

import picocli.CommandLine.Mixin;
import org.netserv.perf.router.WorkFolder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.netserv.perf.neighbour.Beside;
import org.netserv.perf.neighbour.Bomb;
import org.netserv.perf.neighbour.Explosion;
import org.netserv.perf.neighbour.NeighbourTable;
import org.netserv.perf.rig.HostSetting;
import org.netserv.perf.router.Guest;
import org.netserv.testing.BundleBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code netserv neighbour}: what one publisher's traffic suffers from another's hostile modules. */
@Command(name = "neighbour", mixinStandardHelpOptions = true, sortOptions = false, description = {
    "Measure loss, rate and latency of one publisher's traffic at half of its rate, with and without hostile modules of "
            + "another publisher beside it."}, footer = {"", "Example:",
                "  netserv neighbour --bomb loop,garbage --rounds 3"})
final class NeighbourCommand implements Callable<Integer> {
    private static final int INTERRUPTED = 130;
    private static final Duration GRACE = Duration.ofSeconds(8);
    private static final Duration FINDING = Duration.ofSeconds(30);
    private static final Duration OVERHEAD = Duration.ofSeconds(1);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--bomb", split = ",", paramLabel = "NAME", description = "hostile modules, by name (default: all)")
    private List<String> names = List.of();

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3", description = "times that each is measured (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "10", description = "length of a trial (default: ${DEFAULT-VALUE})")
    private int seconds;

    @Mixin
    private Keeping keeping = new Keeping();

    @Override
    public Integer call() {
        List<Bomb> bombs = bombs();
        Path root = SourceRoot.path();
        Cpus cpus = Host.check();
        HostSetting.putBackLeftovers();
        PrintWriter err = spec.commandLine().getErr();
        Screen screen = new Screen(err, false);
        Duration trial = Duration.ofSeconds(seconds);
        screen.say("About " + Screen.text(trial.plus(OVERHEAD).multipliedBy(2L * rounds * bombs.size()).plus(FINDING))
                + ".");
        Host.settle(cpus);
        try (WorkFolder folder = WorkFolder.create();
                Interruption interruption = Interruption.ofThisThread(GRACE)) {
            bombs.forEach(bomb -> BundleBuilder.module("Bomb." + bomb.name(), "1.0.0", bomb.body())
                    .build(folder.path().resolve(bomb.name() + ".jar")));
            keeping.begin(root, Map.of("rig", "veth", "placement.one-core", Placement.oneCore(cpus).toString(),
                    "traffic", Rung.SIP_SIZE));
            NeighbourRun run = new NeighbourRun(bombs, rounds, trial, screen, interruption::happened);
            Guest guest = NeighbourRun.guest(folder.path());
            try (HostSetting _ = RealTime.unlimited(); RigSite site = RigSite.open(root, cpus)) {
                run.run(site, guest, folder.path());
            }
            finish(run, screen);
            return interruption.happened() ? INTERRUPTED : run.isComplete() ? 0 : 1;
        }
    }

    private List<Bomb> bombs() {
        if (rounds < 1 || seconds < 1) {
            throw new ParameterException(spec.commandLine(), "--rounds and --seconds must be at least 1");
        }
        List<String> known = Bomb.all().stream().map(Bomb::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new ParameterException(spec.commandLine(),
                        "--bomb: there is none called \"" + name + "\", expected one of " + String.join(", ", known));
            }
        }
        return Bomb.all().stream().filter(bomb -> names.isEmpty() || names.contains(bomb.name())).toList();
    }

    private void finish(NeighbourRun run, Screen screen) {
        List<Explosion> explosions = run.explosions();
        String table = NeighbourTable.of(explosions);
        PrintWriter out = spec.commandLine().getOut();
        out.print(table);
        if (!run.isComplete()) {
            out.println("PARTIAL: not everything that was asked for has been measured.");
        }
        out.flush();
        Map<String, Object> raw = new LinkedHashMap<>();
        raw.put("rate", run.rate());
        raw.put("seconds", seconds);
        raw.put("complete", run.isComplete());
        raw.put("explosions", explosions.stream().map(NeighbourCommand::map).toList());
        keeping.keep("neighbour", raw, notes(run, table), screen);
    }

    private String notes(NeighbourRun run, String table) {
        return String.format(Locale.ROOT,
                """
                        # What a publisher suffers from another's hostile modules

                        Publisher A's NetMonitor forwards %.0f kpps of 340 B, half of the highest rate at which it loses at most 0.5 %%.
                        Publisher B has 1,000 packets a second, and a module that does its worst with them. The router's receive
                        processing and the whole node share one CPU; packet threads are as nice as the node makes them.

                        Each line: medians of %d rounds of %d s. Lost is what did not come out of the router. The first line has all trials
                        without a module of B's, each of which came just before one with; p99 × is a bomb's p99 over theirs.

                        """,
                run.rate() / 1000, rounds, seconds) + table;
    }

    private static Map<String, Object> map(Explosion one) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("bomb", one.bomb());
        map.put("round", one.round());
        map.put("without", map(one.without()));
        map.put("with", map(one.with()));
        map.put("counters", one.counters());
        return map;
    }

    private static Map<String, Object> map(Beside beside) {
        return Map.of("sent", beside.sent(), "received", beside.received(), "lost", beside.lost(), "losses",
                beside.losses(), "rate", beside.rate(), "nanos", beside.nanos());
    }
}
