package org.netserv.signaling.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What a session costs in memory: both ends of it are in this heap. */
class FootprintTest {
    private static final int SESSIONS = 100_000;
    private static final int MOST_BYTES = 1_536;

    @Test
    void shouldHoldSessionsInAKilobyteAndAHalfEach() throws InterruptedException {
        Pair pair = new Pair();
        pair.handshake();
        long before = usedBytes();
        for (int i = 0; i < SESSIONS; i++) {
            pair.handshake();
        }
        long each = (usedBytes() - before) / SESSIONS;
        assertEquals(SESSIONS + 1, pair.first.states());
        assertEquals(SESSIONS + 1, pair.second.states());
        System.out.println("bytes of heap for both ends of a session: " + each);
        assertTrue(each > 100, "measured nothing: " + each);
        assertTrue(each / 2 <= MOST_BYTES, "bytes for both ends: " + each);
    }

    private static long usedBytes() throws InterruptedException {
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(50);
            used = Math.min(used, Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return used;
    }
}
