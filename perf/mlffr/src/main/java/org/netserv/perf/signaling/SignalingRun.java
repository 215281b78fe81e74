package org.netserv.perf.signaling;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.netserv.node.json.Json;
import org.netserv.perf.footprint.ProcText;
import org.netserv.perf.parts.PartwiseRun;
import org.netserv.perf.store.RecordTree;
import org.netserv.rig.RigException;
import org.netserv.rig.Waiting;

/**
 * Generator and node, and one part after the other of what is measured of them.
 *
 * <p><b>Thread.</b> The measuring one. An interrupt ends it with what there is until then.
 */
public final class SignalingRun {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final int WINDOW = 64;
    /** Sessions of a search for a rate end soon: else they would outgrow the heap before the search ends. */
    private static final long SHORT_VALIDITY_MILLIS = 5_000;
    /** RFC 5971 has queriers refresh between half and three quarters of the validity. */
    private static final double REFRESHED_AFTER = 0.625;
    /** Each session is made, and refreshed once, and half of them twice. */
    private static final double TIMES_ROUND = 2.5;
    private static final double SEARCH_BEGINS_AT = 0.85;
    private static final int SESSIONS_WARM_UP_RATE = 2_000;

    /** What can be measured by itself. */
    public enum Part {
        /** The rate of Query and Response. */
        STATELESS,
        /** The rate of handshakes. */
        HANDSHAKE,
        /** What sessions take of memory. */
        SESSIONS,
        /** How long Responses take at given rates. */
        LATENCY;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Where it runs.
     *
     * @param folder for files, empty
     * @param distribution of the node
     * @param generatorCpu that all of the generator runs on, and the harness
     * @param nodeCpu that all of the node runs on
     */
    public record Place(Path folder, Path distribution, int generatorCpu, int nodeCpu) {}

    private final PartwiseRun<Part> parts;
    private final Amount amount;
    private final Place place;
    private final Consumer<String> screen;
    private final Findings findings = new Findings();
    private long epoch = System.nanoTime();

    /** Nothing runs yet. */
    public SignalingRun(Set<Part> parts, Amount amount, Place place, Consumer<String> screen,
            BooleanSupplier stopping) {
        this.parts = new PartwiseRun<>(parts, screen, stopping);
        this.amount = amount;
        this.place = place;
        this.screen = screen;
    }

    /** What there is until now. */
    public Findings findings() {
        return findings;
    }

    /** Whether that is all that was asked for. */
    public boolean isComplete() {
        return parts.isComplete();
    }

    /** Measures all of it. */
    public void run() {
        parts.run(() -> {
            try (LoadSite site = LoadSite.open(place.folder(), place.distribution(), place.generatorCpu(),
                    place.nodeCpu())) {
                parts.part(Part.STATELESS, () -> rate(site, Kind.STATELESS));
                parts.part(Part.HANDSHAKE, () -> rate(site, Kind.HANDSHAKE));
                parts.part(Part.SESSIONS, () -> sessions(site));
                parts.part(Part.LATENCY, () -> latency(site));
            }
        });
    }

    private void rate(LoadSite site, Kind kind) throws InterruptedException {
        try (Companion generator = site.generator(); Companion reflector = site.reflector()) {
            Pairing pairing = pairing(generator, reflector);
            Trial limit = search(pairing, kind, SEARCH_BEGINS_AT * warmUp(pairing, kind),
                    Trial::answersInTime);
            if (limit != null) {
                findings.limit(kind, limit);
                say(kind + ", generator and reflector", limit);
            }
        }
        try (Companion generator = site.generator(); Companion node = site.node()) {
            Pairing pairing = pairing(generator, node);
            double start = SEARCH_BEGINS_AT * warmUp(pairing, kind);
            for (int round = 0; round < amount.rounds(); round++) {
                Trial best = search(pairing, kind, start, Trial::passes);
                if (best == null) {
                    throw new RigException("the node does not answer at any rate");
                }
                findings.maximum(kind, best);
                start = best.offer().perSecond();
                say(kind.toString(), best);
            }
        }
    }

    private void say(String what, Trial trial) {
        screen.accept(String.format(Locale.ROOT, "%s: %.0f a second.", what, trial.outcome().perSecond()));
    }

    /** As fast as a window lets; Responses a second. */
    private double warmUp(Pairing pairing, Kind kind) throws InterruptedException {
        return pairing.trial(offer(kind, 0, amount.warmUp())).outcome().perSecond();
    }

    /** @param passes what a trial must be for its rate to count; a reflector has no handshakes */
    private @Nullable Trial search(Pairing pairing, Kind kind, double start, Predicate<Trial> passes)
            throws InterruptedException {
        return MaximumRate.find(start, amount.precision(), rate -> {
            Trial trial = pairing.trial(offer(kind, rate, queries(rate, amount.searchSeconds())));
            return passes.test(trial) ? trial : null;
        });
    }

    private Offer offer(Kind kind, double rate, int queries) {
        return new Offer(kind == Kind.HANDSHAKE, rate, WINDOW, queries, queries, epoch++, SHORT_VALIDITY_MILLIS);
    }

    private static Object tree(Offer offer) {
        Object tree = RecordTree.of(offer);
        return tree == null ? Map.of() : tree;
    }

    private static int queries(double rate, double seconds) {
        return Math.max(1, (int) Math.round(rate * seconds));
    }

    private void latency(LoadSite site) throws InterruptedException {
        for (Kind kind : Kind.values()) {
            try (Companion generator = site.generator(); Companion node = site.node()) {
                Pairing pairing = pairing(generator, node);
                warmUp(pairing, kind);
                for (int round = 0; round < amount.latencyRounds(); round++) {
                    for (int rate : new int[]{kind.aim() / 2, kind.aim()}) {
                        findings.latency(kind, rate,
                                pairing.trial(offer(kind, rate, queries(rate, amount.latencySeconds()))));
                    }
                }
            }
        }
    }

    private void sessions(LoadSite site) throws InterruptedException {
        double rate = amount.sessions() / (amount.validityMillis() / 1e3 * REFRESHED_AFTER);
        try (Companion generator = site.generator(); Companion node = site.node()) {
            Pairing pairing = pairing(generator, node);
            // Slowly: what a table has once grown to it keeps, and would be missing from what sessions take.
            pairing.trial(new Offer(true, SESSIONS_WARM_UP_RATE, WINDOW, amount.warmUp() / 10, amount.warmUp(),
                    epoch++, amount.validityMillis() / 20));
            await(node, state -> state.sessions() == 0);
            NodeState before = node.ask(NodeMain.COLLECT, NodeState.class, ANSWER);
            long rssBefore = rss(node);
            Offer offer = new Offer(true, rate, WINDOW, (int) (amount.sessions() * TIMES_ROUND), amount.sessions(),
                    epoch++, amount.validityMillis());
            CompletableFuture<Trial> refreshing = CompletableFuture.supplyAsync(() -> pairing.trial(offer),
                    work -> Thread.ofPlatform().daemon().name("refreshing").start(work));
            await(node, state -> state.sessions() >= offer.sessions() || refreshing.isDone());
            Thread.sleep(Math.round(amount.validityMillis() * REFRESHED_AFTER / 2));
            long rssAfter = rss(node);
            NodeState after = node.ask(NodeMain.COLLECT, NodeState.class, ANSWER);
            Trial trial = refreshing.join();
            NodeState end = node.ask(NodeMain.STATE, NodeState.class, ANSWER);
            findings.memory(new Memory(after.sessions(), before.heapBytes(), after.heapBytes(), rssBefore, rssAfter,
                    end.gone() - before.gone(), trial));
        } catch (CompletionException e) {
            throw e.getCause() instanceof RigException cause ? cause : e;
        }
    }

    private void await(Companion node, Predicate<NodeState> condition) throws InterruptedException {
        Duration limit = ANSWER.plusMillis(amount.validityMillis() * 2);
        if (!Waiting.until(() -> condition.test(node.ask(NodeMain.STATE, NodeState.class, ANSWER)), limit)) {
            throw new RigException("the node has " + node.ask(NodeMain.STATE, NodeState.class, ANSWER).sessions()
                    + " sessions after " + limit.toSeconds() + " s: expected another number");
        }
    }

    private static long rss(Companion process) {
        try {
            return ProcText.bytes(Files.readString(Path.of("/proc", Long.toString(process.pid()), "status")),
                    "VmRSS");
        } catch (IOException e) {
            throw new RigException("cannot see what the node takes: " + e.getMessage(), e);
        }
    }

    /** Waits until both are there. */
    private Pairing pairing(Companion generator, Companion node) {
        node.ask(NodeMain.STATE, NodeState.class, START);
        generator.ask(GeneratorMain.LOSS, KernelLoss.class, START);
        return new Pairing(generator, node);
    }

    /** A generator, and what it sends to. */
    private final class Pairing {
        private final Companion generator;
        private final Companion node;

        Pairing(Companion generator, Companion node) {
            this.generator = generator;
            this.node = node;
        }

        /** Makes an offer. */
        Trial trial(Offer offer) {
            if (Thread.currentThread().isInterrupted()) {
                throw new RigException("interrupted before a trial");
            }
            KernelLoss lossBefore = generator.ask(GeneratorMain.LOSS, KernelLoss.class, ANSWER);
            NodeState before = node.ask(NodeMain.STATE, NodeState.class, ANSWER);
            Outcome outcome = generator.ask(Json.compact(tree(offer)), Outcome.class,
                    ANSWER.plusSeconds((long) offer.seconds()));
            NodeState after = node.ask(NodeMain.STATE, NodeState.class, ANSWER);
            KernelLoss lossAfter = generator.ask(GeneratorMain.LOSS, KernelLoss.class, ANSWER);
            Trial trial = Trial.of(offer, outcome, before, after,
                    Account.of(outcome, before, after, lossBefore, lossAfter));
            findings.trial(trial);
            return trial;
        }
    }
}
