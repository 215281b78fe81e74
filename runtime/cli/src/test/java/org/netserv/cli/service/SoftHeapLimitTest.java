package org.netserv.cli.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SoftHeapLimitTest {
    private static final long MB = 1L << 20;
    private static final long MOST = 512 * MB;

    private final SoftHeapLimit soft = new SoftHeapLimit(MOST);

    @Test
    void shouldComeDownInStepsToTheLeast() {
        assertEquals(SoftHeapLimit.LEAST, soft.next(0, 10 * MB));
        assertEquals(300 * MB, soft.next(1, 150 * MB));
        assertEquals(150 * MB, soft.next(1, 10 * MB));
        assertEquals(75 * MB, soft.next(1, 10 * MB));
        assertEquals(SoftHeapLimit.LEAST, soft.next(1, 10 * MB));
        assertEquals(SoftHeapLimit.LEAST, soft.next(1, 10 * MB));
    }

    @Test
    void shouldLeaveAsMuchRoomAsIsAlive() {
        assertEquals(120 * MB, soft.next(1, 60 * MB));
        assertEquals(120 * MB, soft.next(1, 60 * MB));
        assertEquals(MOST, soft.next(2, 400 * MB));
    }

    @Test
    void shouldGrowWhileCollectionsFollowEachOtherClosely() {
        assertEquals(80 * MB, soft.next(2, 10 * MB));
        assertEquals(160 * MB, soft.next(9, 10 * MB));
        assertEquals(160 * MB, soft.next(10, 10 * MB));
        assertEquals(320 * MB, soft.next(12, 10 * MB));
        assertEquals(MOST, soft.next(14, 10 * MB));
        assertEquals(MOST, soft.next(16, 10 * MB));
        assertEquals(256 * MB, soft.next(16, 10 * MB));
    }
}
