package org.netserv.perf;

import picocli.CommandLine.Mixin;
import org.netserv.perf.router.WorkFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.netserv.node.json.Json;
import org.netserv.perf.signaling.Amount;
import org.netserv.perf.signaling.SignalingRun;
import org.netserv.perf.signaling.SignalingRun.Part;
import org.netserv.perf.signaling.SignalingTable;
import org.netserv.perf.store.RecordTree;
import org.netserv.rig.RigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code netserv signaling}: what a GIST node can take on one core. */
@Command(name = "signaling", mixinStandardHelpOptions = true, sortOptions = false, description = {
    "Measure what a GIST node does on one core: Queries that it answers, handshakes, the memory of 100,000 sessions, and "
            + "how long answers take."}, footer = {"", "Example:", "  netserv signaling --part handshake,latency"})
final class SignalingCommand implements Callable<Integer> {
    private static final int INTERRUPTED = 130;
    private static final Duration GRACE = Duration.ofSeconds(8);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--part", split = ",", paramLabel = "NAME", description = "stateless, handshake, sessions, latency (default: all)")
    private List<String> names = List.of();

    @Option(names = "--quick", description = "one short round and 5,000 sessions, in about a minute")
    private boolean quick;

    @Option(names = "--rounds", paramLabel = "N", description = "searches for each rate (default: 5, with --quick 1)")
    private @Nullable Integer rounds;

    @Option(names = "--json", paramLabel = "FILE", description = "write this run to a file that does not exist yet")
    private @Nullable Path json;

    @Mixin
    private Keeping keeping = new Keeping();

    @Override
    public Integer call() {
        Set<Part> parts = PartNames.read(names, Part.class, spec.commandLine());
        Amount amount = amount();
        Path root = SourceRoot.path();
        Cpus cpus = Host.check();
        if (json != null && Files.exists(json)) {
            throw new RigException(json + " is already there and is not overwritten.");
        }
        Screen screen = new Screen(spec.commandLine().getErr(), false);
        Placement placement = Placement.oneCore(cpus);
        Host.settle(cpus);
        try (WorkFolder folder = WorkFolder.create();
                Interruption interruption = Interruption.ofThisThread(GRACE)) {
            keeping.begin(root, Map.of("rig", "veth", "generator.cpu", Integer.toString(placement.generator()),
                    "node.cpu", Integer.toString(placement.container())));
            SignalingRun run = new SignalingRun(parts, amount,
                    new SignalingRun.Place(folder.path(), root.resolve("runtime/cli/target/netserv"),
                            placement.generator(), placement.container()),
                    screen::say, interruption::happened);
            run.run();
            finish(run, amount, screen);
            return interruption.happened() ? INTERRUPTED : run.isComplete() ? 0 : 1;
        }
    }

    private Amount amount() {
        Amount amount = quick ? Amount.quick() : Amount.full();
        if (rounds == null) {
            return amount;
        }
        if (rounds < 1) {
            throw new ParameterException(spec.commandLine(), "--rounds must be at least 1: " + rounds);
        }
        return amount.withRounds(rounds);
    }

    private void finish(SignalingRun run, Amount amount, Screen screen) {
        Map<String, Object> raw = new LinkedHashMap<>();
        Object amounts = RecordTree.of(amount);
        raw.put("amount", amounts == null ? Map.of() : amounts);
        raw.putAll(run.findings().map());
        keeping.finish("signaling", run.isComplete(), raw, notes(amount), SignalingTable.of(run.findings()),
                spec.commandLine().getOut(), screen);
        if (json != null) {
            Map<String, Object> whole = new LinkedHashMap<>(Map.of("complete", run.isComplete()));
            whole.putAll(raw);
            write(json, Json.pretty(whole) + "\n");
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new RigException("The results cannot be written to " + file + ": " + e.getMessage(), e);
        }
    }

    private static String notes(Amount amount) {
        return String.format(Locale.ROOT,
                """
                        # What a GIST node does on one core

                        Two processes in two network namespaces, joined by a veth pair. The node: GIST over sockets of the kernel, all
                        threads of its JVM on one CPU, collectors and compilers too, with heap and collector of a node that is delivered, and
                        an application that agrees to everything. The generator: a process on another CPU, with one socket, that never
                        sleeps. A veth hands packets over on the sender's CPU: the node's CPU also does what the kernel does with its answers up
                        to the generator's socket, the generator's what it does with Queries up to the node's. Messages go to the node's address, over
                        UDP and IPv4, one querier with a flow of its own for each session.

                        The node's limits are lifted: one that is delivered sends at most 50,000 datagrams and 100 errors a second, and holds at
                        most 1,000,000 routing states.

                        - stateless: Query and Response. With delayed confirmation, the default, the node keeps nothing of a Query.
                        - handshake: Query, Response, Confirm, of a session that the node then has; the node counts it. At the end of each trial a
                          message for the last session must reach the node's application. Sessions are valid for 5 s and end while others come.
                        - The maximum is what arrives in a second, until the last answer, in a trial of %.1f s with Queries at a steady rate of which at least
                          99.9 %% were answered within 100 ms after they were due (and, of handshakes, completed). It is the highest rate at which one of
                          two trials passed, by bisection to %.0f %%.
                        - Latency is from when a Query was due by its rate, whenever it was really sent, to its Response; a handshake's Confirm leaves when
                          that comes.
                        - sessions: each is valid for %d s, and made and refreshed in turn so that it is after five eighths of that. Heap is what a
                          collection leaves, without them after the node has become warm, and with them while they are refreshed.
                        - The generator's own limit is the same search with a program in the node's place that sends back a Response that is
                          ready but for its numbers.

                        """,
                amount.searchSeconds(), amount.precision() * 100, amount.validityMillis() / 1000);
    }
}
