package org.netserv.node.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.netserv.node.controller.Standing.Judgement.GOES_BACK;
import static org.netserv.node.controller.Standing.Judgement.IS_RELEASED;
import static org.netserv.node.controller.Standing.Judgement.STAYS;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StandingTest {
    private final Map<String, Long> counters = new HashMap<>();
    private final Standing standing = new Standing(counters);

    private Standing.Judgement tried(long longestNanos) {
        assertEquals(STAYS, standing.took(true, longestNanos));
        return standing.look(true, counters);
    }

    private Standing.Judgement released(long longestNanos) {
        Standing.Judgement judgement = standing.took(false, longestNanos);
        return judgement == STAYS ? standing.look(false, counters) : judgement;
    }

    private void packetsCome() {
        counters.merge("packets", (long) Standing.PACKETS, Long::sum);
    }

    @Test
    void shouldNotReleaseWhatHasHadFewPackets() {
        for (int look = 0; look < 10; look++) {
            counters.merge("packets", 1L, Long::sum);
            assertEquals(STAYS, tried(0));
        }
        packetsCome();
        assertEquals(IS_RELEASED, tried(0));
    }

    @Test
    void shouldReleaseAfterTwoCalmLooksInWhichPacketsCame() {
        packetsCome();
        assertEquals(STAYS, tried(Standing.CALM_NANOS));
        assertEquals(STAYS, tried(0), "no packet came");
        packetsCome();
        assertEquals(IS_RELEASED, tried(Standing.CALM_NANOS));
    }

    @Test
    void shouldBeginAnewWhenABatchTakesLong() {
        packetsCome();
        assertEquals(STAYS, tried(0));
        packetsCome();
        assertEquals(STAYS, tried(Standing.CALM_NANOS + 1));
        packetsCome();
        assertEquals(STAYS, tried(0));
        packetsCome();
        assertEquals(IS_RELEASED, tried(0));
    }

    @Test
    void shouldNotReleaseWhatIsThrottled() {
        for (int look = 0; look < 10; look++) {
            packetsCome();
            counters.merge(look % 2 == 0 ? "over_cpu" : "over_memory", 1L, Long::sum);
            assertEquals(STAYS, tried(0));
        }
    }

    @Test
    void shouldGoBackWhenItTakesLongOrIsThrottled() {
        assertEquals(STAYS, released(Standing.LONG_NANOS));
        assertEquals(GOES_BACK, released(Standing.LONG_NANOS + 1));
        counters.put("over_cpu", 1L);
        assertEquals(GOES_BACK, released(0));
        assertEquals(STAYS, released(0));
    }

    @Test
    void shouldNeedMoreCalmLooksEachTime() {
        int needed = Standing.LOOKS;
        for (int back = 0; back < 8; back++) {
            assertEquals(GOES_BACK, released(Long.MAX_VALUE));
            needed = Math.min(2 * needed, Standing.MAX_LOOKS);
            for (int look = 1; look < needed; look++) {
                packetsCome();
                assertEquals(STAYS, tried(0));
            }
            packetsCome();
            assertEquals(IS_RELEASED, tried(0));
        }
    }
}
