package org.netserv.node.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.netserv.node.counters.NodeCounters;

class PatienceTest {
    private static final long MILLI = 1_000_000L;

    private final PacketPath path = new PacketPath(1, 1, List.of(), NodeCounters.inMemory());

    @Test
    void shouldHaveMoreForTheFirstBatchesInQuarantineAlone() {
        Patience shared = Patience.of(path, 0);
        Patience quarantine = Patience.of(path, 1);
        assertEquals(10 * MILLI, shared.nextNanos());
        for (int batch = 0; batch < 50; batch++) {
            assertEquals(50 * MILLI, quarantine.nextNanos());
        }
        assertEquals(10 * MILLI, quarantine.nextNanos());
    }

    @Test
    void shouldLetLessBeUsedBeyondTheQuotaWhereAllPacketsWait() {
        long now = System.nanoTime();
        RateLimit shared = Patience.of(path, 0).excess();
        RateLimit quarantine = Patience.of(path, 1).excess();
        shared.charge(now, 6 * MILLI);
        quarantine.charge(now, 6 * MILLI);
        assertTrue(shared.isOverdrawn(now));
        assertFalse(quarantine.isOverdrawn(now));
    }

    @Test
    void shouldHaveMoreEverywhereWhereThereIsNoQuarantine() {
        PacketPath plain = new PacketPath(1, 0, List.of(), NodeCounters.inMemory());
        assertEquals(50 * MILLI, Patience.of(plain, 0).nextNanos());
    }
}
