package org.netserv.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netserv.perf.result.Estimate;
import org.netserv.perf.result.Trial;
import org.netserv.perf.result.Trial.Validity;
import org.netserv.perf.router.RouterUnderTest;
import org.netserv.perf.search.Progress;
import org.netserv.perf.search.RateSearch;
import org.netserv.perf.search.SearchResult;
import org.netserv.perf.search.SearchSettings;
import org.netserv.perf.search.Trials;
import org.netserv.perf.traffic.DeliberateLoss;
import org.netserv.perf.traffic.Traffic;
import org.netserv.perf.trial.Between;
import org.netserv.perf.trial.Conductor;
import org.netserv.rig.Exec;
import org.netserv.rig.Privilege;

/** Rig, routers, account: every packet of a trial is somewhere, and one that is not is noticed. */
class HarnessIT {
    /** Of a search that a noisy host has kept from its end. */
    private static final int RETRIES = 20;
    /** Few enough that any machine, with anything else on it, forwards all of them. */
    private static final double RATE = 5_000;
    private static final Duration TRIAL = Duration.ofMillis(400);
    private static final double MAXIMUM = 1_000_000;
    /** The ring before the router holds what comes in 25 ms. */
    private static final double SLOW = 10_000;
    private static final Path ROOT = Path.of(System.getProperty("netserv.root", "../.."));

    private static RigSite site;

    @BeforeAll
    static void build() {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        Exec.run(List.of("make", "-s", "-C", ROOT.resolve("perf/native").toString())).orThrow();
        site = RigSite.open(ROOT, Cpus.ofThisProcess());
    }

    @AfterAll
    static void takeDown() {
        if (site != null) {
            site.close();
        }
    }

    private static Conductor conductor(RouterUnderTest router) {
        return conductor(site.between(router));
    }

    private static Conductor conductor(Between between) {
        return site.conductor(Traffic.named("340"), between, MAXIMUM);
    }

    /** Configurations 1 and 2 know no plane. */
    @ParameterizedTest
    @CsvSource({"nfqueue, 1", "nfqueue, 2", "nfqueue, 3", "nfqueue, 4", "nfqueue, 5", "nfqueue, 6", "xdp, 3", "xdp, 4",
        "xdp, 5", "xdp, 6", "nfqueue, 7", "xdp, 7", "xdp, 8", "xdp, 9"})
    void shouldAccountForEveryPacketInConfiguration(String plane, int configuration) throws Exception {
        try (RouterUnderTest router = site.open(new Rung(plane, 1, "340", configuration))) {
            long before = router.seen();
            Trial trial = conductor(router).run("search", RATE, TRIAL);
            assertNotEquals(Validity.VOID, trial.validity(), () -> trial + ", " + router.counters());
            assertEquals(2000, trial.sent(), trial.toString());
            assertEquals(2000, trial.received() + sum(trial.lost()), trial.toString());
            assertTrue(trial.received() > 0, trial.toString());
            assertTrue(router.seen() - before >= trial.received(), "seen " + (router.seen() - before) + " " + trial);
        }
    }

    @ParameterizedTest
    @CsvSource({"nfqueue, 1, 3", "xdp, 1, 3", "xdp, 1, 4", "xdp, 2, 3", "xdp, 2, 4"})
    void shouldAccountForWhatIsLostWhenTooMuchIsOffered(String plane, int cores, int configuration) throws Exception {
        try (RouterUnderTest router = site.open(new Rung(plane, cores, "340", configuration))) {
            Trial trial = conductor(router).run("max", 0, Duration.ofMillis(200));
            assertNotEquals(Validity.VOID, trial.validity(), trial.toString());
            assertEquals(trial.sent(), trial.received() + sum(trial.lost()), trial.toString());
        }
    }

    @Test
    void shouldFindOneLostPacketInTenThousand() throws Exception {
        try (RouterUnderTest router = site.open(new Rung("nfqueue", 1, "340", 1))) {
            Conductor conductor = conductor(router);
            Trial sound = untilQuiet(conductor);
            assertEquals(Validity.VALID, validityOfAccount(sound), sound.toString());
            try (DeliberateLoss loss = site.loseBeforeTheRouter(10_000)) {
                Trial trial = untilQuiet(conductor);
                assertTrue(loss.lost() >= 2, "lost " + loss.lost());
                assertEquals(Validity.VOID, trial.validity(), trial.toString());
                assertTrue(trial.remark().contains("2 unaccounted for"), trial.remark());
                SearchResult found = new RateSearch((phase, rate, _) -> conductor.run(phase, SLOW + rate / 1e6,
                        Duration.ofSeconds(2)), SearchSettings.quick(), Progress.NONE).run();
                assertNull(found.ndr(), String.valueOf(found.ndr()));
                assertTrue(found.remark().contains("unaccounted for"), found.remark());
            }
        }
    }

    @Test
    void shouldCountOneLostPacketInTenThousand() throws Exception {
        try (RouterUnderTest router = site.open(new Rung("nfqueue", 1, "340", 1));
                DeliberateLoss loss = site.loseBeforeTheRouter(10_000)) {
            Trial trial = untilQuiet(conductor(new CountedLoss(site.between(router), loss)));
            assertEquals(Validity.VALID, validityOfAccount(trial), trial.toString());
            assertEquals(Map.of(CountedLoss.PLACE, 2L), trial.lost(), trial.toString());
            assertEquals(1e-4, trial.lossRatio(), 1e-12, trial.toString());
        }
    }

    @Test
    void shouldFindNoRateWithoutLossWhereOnePacketInTenThousandIsLost() throws Exception {
        try (RouterUnderTest router = site.open(new Rung("nfqueue", 1, "340", 1))) {
            Between between = site.between(router);
            SearchResult sound = search(conductor(between));
            for (int i = 0; i < RETRIES && (sound.ndr() == null || sound.pdr() == null); i++) {
                sound = search(conductor(between));
            }
            Estimate ndr = Objects.requireNonNull(sound.ndr(), sound.remark());
            Estimate pdr = Objects.requireNonNull(sound.pdr(), sound.remark());
            try (DeliberateLoss loss = site.loseBeforeTheRouter(10_000)) {
                SearchResult found = search(conductor(new CountedLoss(between, loss)));
                for (int i = 0; i < RETRIES && found.pdr() == null; i++) {
                    found = search(conductor(new CountedLoss(between, loss)));
                }
                assertTrue(loss.lost() > 0);
                // Where the host disturbs each long trial, the search goes by short ones, and says so.
                assertTrue(found.ndr() == null || found.ndr().median() < ndr.median() / 2
                        || found.remark().contains("rests on short trials alone"),
                        found.ndr() + " with a loss, without: " + ndr + "; " + found.remark());
                assertTrue(Objects.requireNonNull(found.pdr(), found.remark()).median() > pdr.median() / 2,
                        found.pdr() + " with a loss, without: " + pdr);
            }
        }
    }

    /** Up to a rate at which a CPU that is taken away for 25 ms costs no packet: what is lost is lost on purpose. */
    private static SearchResult search(Conductor conductor) throws InterruptedException {
        SearchSettings quick = SearchSettings.quick();
        Trials slow = (phase, rate, duration) -> conductor.run(phase, rate > 0 ? Math.min(rate, SLOW) : SLOW, duration);
        return new RateSearch(slow,
                new SearchSettings("one round", 1, quick.times(), quick.counts(), quick.limits()), Progress.NONE).run();
    }

    /** 20,000 packets: again if the router's CPU was taken away and its ring overflowed. */
    private static Trial untilQuiet(Conductor conductor) throws InterruptedException {
        Trial trial = conductor.run("search", SLOW, Duration.ofSeconds(2));
        for (int i = 0; i < 5 && sum(trial.lost()) > trial.lost().getOrDefault(CountedLoss.PLACE, 0L); i++) {
            trial = conductor.run("search", SLOW, Duration.ofSeconds(2));
        }
        return trial;
    }

    private static Validity validityOfAccount(Trial trial) {
        return trial.validity() == Validity.VOID ? Validity.VOID : Validity.VALID;
    }

    private static long sum(Map<String, Long> lost) {
        return lost.values().stream().mapToLong(Long::longValue).sum();
    }
}
