package org.netserv.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PlacementTest {

    @Test
    void shouldKeepTheGeneratorOffTheRoutersCpuOnOneCore() {
        assertEquals(new Placement(0, 1, 1), Placement.oneCore(2));
        assertEquals(new Placement(0, 7, 7), Placement.oneCore(8));
    }

    @Test
    void shouldShareTheGeneratorsCpuOnlyWhereThereAreTwo() {
        assertTrue(Placement.twoCores(2).sharesGenerator());
        assertFalse(Placement.twoCores(3).sharesGenerator());
    }

    @Test
    void shouldRefuseOneCpu() {
        assertThrows(IllegalArgumentException.class, () -> Placement.oneCore(1));
        assertThrows(IllegalArgumentException.class, () -> Placement.twoCores(1));
    }
}
