package org.netserv.perf;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.netserv.perf.neighbour.Beside;
import org.netserv.perf.neighbour.Bomb;
import org.netserv.perf.neighbour.BombTraffic;
import org.netserv.perf.neighbour.Explosion;
import org.netserv.perf.result.Calibration;
import org.netserv.perf.router.Guest;
import org.netserv.perf.router.NodeControl;
import org.netserv.perf.router.RouterUnderTest;
import org.netserv.perf.search.Progress;
import org.netserv.perf.search.RateSearch;
import org.netserv.perf.search.SearchResult;
import org.netserv.perf.search.SearchSettings;
import org.netserv.perf.traffic.Endpoints;
import org.netserv.perf.traffic.Sent;
import org.netserv.perf.traffic.Traffic;
import org.netserv.perf.trial.Between;
import org.netserv.perf.trial.Conductor;
import org.netserv.perf.trial.WarmUp;
import org.netserv.rig.RigException;

/**
 * A node with two publishers: one whose NetMonitor forwards at half of its rate, and one that plants bombs beside it.
 *
 * <p><b>Thread.</b> The measuring one. An interrupt ends it with what there is until then.
 */
final class NeighbourRun {
    /** Destinations of the second publisher, behind the receiver, which drops what comes for them. */
    static final String GUEST_PREFIX = "10.0.4.0/24";
    static final String GUEST_ADDRESS = "10.0.4.2";
    private static final String GUEST = "mallory";
    private static final double PART = 0.5;
    private static final int TIMED_PACKETS = 101;
    private static final Duration WARM_UP_TRIAL = Duration.ofMillis(100);
    private static final Duration QUIET = Duration.ofMillis(20);
    /** For what a bomb has left behind: garbage, a stop that takes its time. */
    private static final Duration BETWEEN = Duration.ofMillis(500);
    private static final Pattern WORKER = Pattern.compile("^w[0-9]+\\.");

    private final List<Bomb> bombs;
    private final int rounds;
    private final Duration trial;
    private final Traffic traffic = Traffic.named(Rung.SIP_SIZE);
    private final Screen screen;
    private final BooleanSupplier stopping;
    private final List<Explosion> explosions = new ArrayList<>();
    private double rate;

    NeighbourRun(List<Bomb> bombs, int rounds, Duration trial, Screen screen, BooleanSupplier stopping) {
        this.bombs = bombs;
        this.rounds = rounds;
        this.trial = trial;
        this.screen = screen;
        this.stopping = stopping;
    }

    /** What has been measured so far. */
    List<Explosion> explosions() {
        return List.copyOf(explosions);
    }

    /** Whether that is all of it. */
    boolean isComplete() {
        return explosions.size() == bombs.size() * rounds;
    }

    /** Packets per second that the first publisher's traffic has: half of the highest rate with at most 0.5 % of loss. */
    double rate() {
        return rate;
    }

    /**
     * Measures all of it, or until an interrupt.
     *
     * @param jars folder with a JAR for each bomb
     */
    void run(RigSite site, Guest guest, Path jars) {
        Calibration calibration = site.calibrate(traffic);
        try (RouterUnderTest router = site.openBeside("nfqueue", 1, guest, "")) {
            NodeControl control = NodeControl.of(
                    router.controlSocket().orElseThrow(() -> new RigException("the router is no node")), guest);
            rate = PART * findRate(site, router, calibration);
            screen.say(String.format(Locale.ROOT, "NetMonitor forwards %.0f kpps, half of its rate.", rate / 1000));
            site.generator().timeEvery(TIMED_PACKETS);
            try (BombTraffic _ = BombTraffic.start(site.sender(), site.generatorCpu(), GUEST_ADDRESS, Traffic.PORT)) {
                for (int round = 1; round <= rounds; round++) {
                    for (Bomb bomb : bombs) {
                        explosions.add(explode(site, router, control, bomb, round, jars));
                    }
                }
            } finally {
                site.generator().timeEvery(0);
            }
        } catch (InterruptedException e) {
            screen.say("Interrupted: what is missing has not been measured.");
        } catch (RigException e) {
            if (!stopping.getAsBoolean()) {
                throw e;
            }
        }
    }

    private double findRate(RigSite site, RouterUnderTest router, Calibration calibration) throws InterruptedException {
        Conductor conductor = site.conductor(traffic, site.between(router), calibration.sent());
        WarmUp.run(conductor, WARM_UP_TRIAL, Duration.ofSeconds(3), Duration.ofSeconds(8), new ArrayList<>());
        SearchResult found = new RateSearch(conductor, SearchSettings.quick(), Progress.NONE).run();
        if (found.pdr() == null) {
            throw new RigException("NetMonitor has no rate to take half of: " + found.remark());
        }
        return found.pdr().median();
    }

    private Explosion explode(RigSite site, RouterUnderTest router, NodeControl control, Bomb bomb, int round,
            Path jars)
            throws InterruptedException {
        Thread.sleep(BETWEEN);
        Between between = site.between(router);
        Beside without = beside(site, between);
        Map<String, Long> before = router.counters();
        control.install(bomb.id(), jars.resolve(bomb.name() + ".jar"),
                Map.of("filter-proto", "udp", "filter-port", Integer.toString(Traffic.PORT)));
        Beside with;
        Map<String, Long> counters;
        try {
            with = beside(site, between);
            counters = ofBomb(bomb, before, router.counters());
        } finally {
            control.remove(bomb.id());
        }
        Explosion explosion = new Explosion(bomb.name(), round, without, with, counters);
        screen.say(
                String.format(Locale.ROOT, "%d/%d %-14s lost %d of %d %s, p99 %.0f µs; without it %d, %.0f µs", round,
                        rounds, bomb.name(), with.lost(), with.sent(), with.losses(),
                        with.nanos().getOrDefault("99", 0L) / 1000.0,
                        without.lost(), without.nanos().getOrDefault("99", 0L) / 1000.0));
        return explosion;
    }

    private Beside beside(RigSite site, Between between) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("trial");
        }
        Endpoints endpoints = Endpoints.ofRig(false);
        site.generator().use(traffic, endpoints);
        site.sink().arm(traffic, endpoints, Duration.ofSeconds(10));
        Map<String, Long> before = between.losses();
        Sent sent = site.generator().send(Math.round(rate * trial.toNanos() / 1e9), rate);
        long received = site.sink().readWhenQuiet(QUIET).packets();
        Map<String, Long> losses = new TreeMap<>();
        between.losses().forEach((place, packets) -> losses.put(place, packets - before.getOrDefault(place, 0L)));
        losses.values().removeIf(packets -> packets == 0);
        long rigLost = between.placesOfTheRig().stream().mapToLong(place -> losses.getOrDefault(place, 0L)).sum();
        return new Beside(sent.packets(), received, rigLost, losses, received / sent.seconds(),
                site.sink().latency(PART, rate).nanos());
    }

    /** What its module and the node's events have counted meanwhile. */
    private static Map<String, Long> ofBomb(Bomb bomb, Map<String, Long> before, Map<String, Long> after) {
        String prefix = "module." + GUEST + "." + bomb.id() + ".";
        Map<String, Long> told = new TreeMap<>();
        Map<String, Long> known = new HashMap<>(before);
        after.forEach((label, value) -> {
            if (value != 0 && label.startsWith(prefix)) {
                told.merge(WORKER.matcher(label.substring(prefix.length())).replaceFirst(""), value, Long::sum);
            } else if (label.startsWith("node.events.") && value > known.getOrDefault(label, 0L)) {
                told.put("event " + label.substring("node.events.".length()), value - known.getOrDefault(label, 0L));
            }
        });
        return told;
    }

    /** The second publisher, whose destinations lie behind the receiver. */
    static Guest guest(Path folder) {
        return Guest.create(GUEST, folder, GUEST_PREFIX);
    }
}
