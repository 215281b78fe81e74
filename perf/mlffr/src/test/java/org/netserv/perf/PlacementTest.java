package org.netserv.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PlacementTest {

    @Test
    void shouldKeepTheGeneratorOffTheRoutersCpuOnOneCore() {
        assertEquals(new Placement(0, 1, 1), Placement.oneCore(Cpus.parse("0-1")));
        assertEquals(new Placement(0, 7, 7), Placement.oneCore(Cpus.parse("0-7")));
    }

    @Test
    void shouldShareTheGeneratorsCpuOnlyWhereThereAreTwo() {
        assertTrue(Placement.twoCores(Cpus.parse("0-1")).sharesGenerator());
        assertFalse(Placement.twoCores(Cpus.parse("0-2")).sharesGenerator());
    }

    @Test
    void shouldUseNoCpuThatItMayNot() {
        assertEquals(new Placement(2, 3, 3), Placement.oneCore(Cpus.parse("2-3")));
        assertEquals(new Placement(1, 4, 7), Placement.twoCores(Cpus.parse("1,4,7")));
    }

    @Test
    void shouldRefuseOneCpu() {
        assertThrows(IllegalArgumentException.class, () -> Placement.oneCore(Cpus.parse("1")));
        assertThrows(IllegalArgumentException.class, () -> Placement.twoCores(Cpus.parse("1")));
    }
}
