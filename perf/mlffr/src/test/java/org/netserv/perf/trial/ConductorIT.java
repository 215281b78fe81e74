package org.netserv.perf.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.netserv.perf.Cpus;
import org.netserv.perf.Placement;
import org.netserv.perf.result.Effort;
import org.netserv.perf.result.Trial;
import org.netserv.perf.result.Trial.Validity;
import org.netserv.perf.rig.MeasuringRig;
import org.netserv.perf.traffic.Endpoints;
import org.netserv.perf.traffic.Generator;
import org.netserv.perf.traffic.Sink;
import org.netserv.perf.traffic.Traffic;
import org.netserv.perf.traffic.TrafficTools;
import org.netserv.rig.Privilege;

/** For how long a trial waits for what is still on its way. */
class ConductorIT {
    private static final Placement PLACEMENT = Placement.oneCore(Cpus.ofThisProcess());
    private static final int PACKETS = 100;
    private static final double RATE = 10_000;
    private static final Duration TRIAL = Duration.ofMillis(10);

    private MeasuringRig rig;
    private TrafficTools tools;

    /** A router that lets 33 packets pass at once and then one every 10 ms: longer apart than a rig is ever quiet. */
    @BeforeEach
    void build() {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        rig = MeasuringRig.create("trial", PLACEMENT);
        tools = TrafficTools.open();
        rig.router()
                .exec("tc", "qdisc", "add", "dev", MeasuringRig.ROUTER_OUT, "root", "tbf", "rate", "48kbit", "burst",
                        "2000", "limit", "100000")
                .orThrow();
    }

    @AfterEach
    void remove() {
        if (rig != null) {
            tools.close();
            rig.close();
        }
    }

    @Test
    void shouldWaitForResidualPacketsAsLongAsTheSinkSays() throws InterruptedException {
        Trial trial = trial(Duration.ofSeconds(2));
        assertNotEquals(Validity.VOID, trial.validity(), trial.toString());
        assertEquals(PACKETS, trial.sent(), trial.toString());
        assertEquals(PACKETS, trial.received() + lost(trial), trial.toString());
        assertTrue(trial.received() > PACKETS * 0.9, trial.toString());
    }

    @Test
    void shouldTakeForLostWhatIsNotThereByThen() throws InterruptedException {
        Trial trial = trial(Duration.ofMillis(2));
        assertEquals(PACKETS, trial.sent(), trial.toString());
        assertTrue(trial.received() < PACKETS * 0.5, trial.toString());
    }

    private Trial trial(Duration grace) throws InterruptedException {
        try (Sink sink = tools.sink(rig.receiverPort(false), grace);
                Generator generator = tools.generator(rig.senderPort(false), PLACEMENT.generator())) {
            return new Conductor(generator, sink, new Links(rig), Traffic.named("64"), Endpoints.ofRig(false), RATE)
                    .run("search", RATE, TRIAL);
        }
    }

    private static long lost(Trial trial) {
        return trial.lost().values().stream().mapToLong(Long::longValue).sum();
    }

    /** The rig's links, and a router of which nothing is known. */
    private record Links(MeasuringRig rig) implements Between {
        private enum None implements Clocks {
            NONE
        }

        @Override
        public Map<String, Long> losses() {
            return rig.losses();
        }

        @Override
        public long waiting() {
            return 0;
        }

        @Override
        public long seen() {
            return 0;
        }

        @Override
        public boolean isAccountable() {
            return false;
        }

        @Override
        public Set<String> placesOfTheRig() {
            return Set.of();
        }

        @Override
        public Clocks clocks() {
            return None.NONE;
        }

        @Override
        public Effort effort(Clocks before, Clocks after) {
            return Effort.NONE;
        }

        @Override
        public String disturbance(Effort effort, double seconds) {
            return "";
        }
    }
}
