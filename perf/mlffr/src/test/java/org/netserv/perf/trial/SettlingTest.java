package org.netserv.perf.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.netserv.perf.result.Effort;
import org.netserv.perf.result.Latency;
import org.netserv.perf.traffic.Endpoints;
import org.netserv.perf.traffic.Received;
import org.netserv.perf.traffic.Sink;
import org.netserv.perf.traffic.Traffic;

class SettlingTest {
    private static final long PACKETS = 2000;
    private static final String RING = "router-ring";

    private final Map<String, Long> losses = new HashMap<>(Map.of(RING, 5L));
    private long waiting;
    private boolean accountable = true;

    private Received await(long... arrived) {
        return new Settling(new ScriptedSink(arrived), new Router(), Map.of(RING, 5L)).await(PACKETS);
    }

    @Test
    void shouldWaitForPacketsThatAStoppedCpuHoldsUpWhereNobodyShowsThem() {
        long[] arrived = new long[8];
        Arrays.fill(arrived, PACKETS - 98);
        arrived[7] = PACKETS;
        assertEquals(PACKETS, await(arrived).packets());
    }

    @Test
    void shouldNotWaitForPacketsThatAreKnownToBeLost() {
        losses.put(RING, 103L);
        ScriptedSink sink = new ScriptedSink(PACKETS - 98);
        assertEquals(PACKETS - 98, new Settling(sink, new Router(), Map.of(RING, 5L)).await(PACKETS).packets());
        assertEquals(Map.of(RING, 98L), new Settling(sink, new Router(), Map.of(RING, 5L)).lost());
    }

    @Test
    void shouldGiveUpOnPacketsThatNobodyHas() {
        assertEquals(PACKETS - 1, await(PACKETS - 1).packets());
    }

    @Test
    void shouldWaitAsLongAsPacketsAreSeenToWait() {
        accountable = false;
        waiting = 20;
        assertEquals(PACKETS, await(PACKETS - 2, PACKETS - 2, PACKETS - 2, PACKETS - 2, PACKETS - 2, PACKETS - 2,
                PACKETS - 2, PACKETS - 2, PACKETS - 2, PACKETS).packets());
    }

    /** Has so many packets at each look, and as many as at the last one from then on. */
    private static final class ScriptedSink implements Sink {
        private final long[] arrived;
        private int looks;

        ScriptedSink(long... arrived) {
            this.arrived = arrived;
        }

        @Override
        public void arm(Traffic traffic, Endpoints endpoints, Duration grace) {
            looks = 0;
        }

        @Override
        public Received read() {
            return new Received(arrived[Math.min(looks++, arrived.length - 1)], 0, 0, 0, 0, 0);
        }

        @Override
        public Duration grace() {
            return Duration.ofMillis(2);
        }

        @Override
        public Latency latency(double ofNdr, double rate) {
            return new Latency(ofNdr, rate, 0, Map.of(), "");
        }

        @Override
        public void close() {}
    }

    /** Loses nothing more, and lets go of what waits in it, packet by packet. */
    private final class Router implements Between {

        @Override
        public Map<String, Long> losses() {
            return losses;
        }

        @Override
        public long waiting() {
            return waiting == 0 ? 0 : waiting--;
        }

        @Override
        public long seen() {
            return 0;
        }

        @Override
        public boolean isAccountable() {
            return accountable;
        }

        @Override
        public Set<String> placesOfTheRig() {
            return Set.of();
        }

        @Override
        public Clocks clocks() {
            throw new AssertionError("nobody asks for it");
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
