package org.netserv.perf.footprint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.netserv.rig.RigException;

class ProcTextTest {
    private static final String ROLLUP = """
            55d0a0000000-7ffe00000000 ---p 00000000 00:00 0                          [rollup]
            Rss:              104424 kB
            Pss:               98304 kB
            Pss_Dirty:         90000 kB
            """;
    private static final String HEAP = """
            1697:
            ZHeap            used 50M, capacity 106M, max capacity 512M
             Cache           56M (6)
              size classes   2M (2), 4M (1), 8M (2), 16M (1)
            """;
    private static final String METASPACE = """
            2573:
            Metaspace        used 1154K, committed 1280K, reserved 1114112K
             class space     used 136K, committed 192K, reserved 1048576K
            """;

    @Test
    void shouldReadMemoryByItsWholeName() {
        assertEquals(104_424L << 10, ProcText.bytes(ROLLUP, "Rss"));
        assertEquals(98_304L << 10, ProcText.bytes(ROLLUP, "Pss"));
    }

    @Test
    void shouldAddUserAndSystemTimeWhateverTheProcessIsCalled() {
        assertEquals(1234 + 56,
                ProcText.ticks("42 (a ) b (c) S 1 2 3 4 5 6 7 8 9 10 1234 56 0 0 20 0 30 0 999 1 1 1\n"));
    }

    @Test
    void shouldReadWhatIsUsedOfHeapAndMetaspace() {
        assertEquals(50L << 20, ProcText.heap(HEAP));
        assertEquals(1154L << 10, ProcText.metaspace(METASPACE));
    }

    @Test
    void shouldTakeTheMetaspaceForNoHeap() {
        assertEquals(2L << 30, ProcText.heap(METASPACE + " garbage-first heap   total 4194304K, used 2G [0x0, 0x1)\n"));
    }

    @Test
    void shouldSayWhatItFoundInPlaceOfANumber() {
        RigException failure = assertThrows(RigException.class, () -> ProcText.heap("Unable to open socket\n"));
        assertTrue(String.valueOf(failure.getMessage()).endsWith("found: Unable to open socket"),
                failure.getMessage());
        assertThrows(RigException.class, () -> ProcText.bytes(ROLLUP, "Swap"));
        assertThrows(RigException.class, () -> ProcText.ticks("42 (java) S 1 2"));
    }
}
