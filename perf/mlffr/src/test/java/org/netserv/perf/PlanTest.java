package org.netserv.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTest {

    @Test
    void shouldMeasureConfigurationSixWithSipAlone() {
        Plan plan = Plan.of("full", List.of("nfqueue"), List.of(1, 2), List.of("64", "340"), List.of(1, 2, 3, 4, 5, 6),
                1);
        assertEquals(2 * (5 + 6), plan.rungs().size());
        assertTrue(plan.rungs().stream().filter(rung -> rung.configuration() == 6)
                .allMatch(rung -> rung.size().equals("340")));
        assertEquals(List.of("64", "340"), plan.sizes());
    }

    @Test
    void shouldSayWhatOfConfigurationSixItLeavesOut() {
        assertEquals("Left out: configuration 6 with size 64 and imix, because only 340 carries SIP.",
                Plan.leftOut(List.of("64", "340", "imix"), List.of(1, 6)));
        assertEquals("", Plan.leftOut(List.of("64", "imix"), List.of(1, 2, 3, 4, 5)));
        assertEquals("", Plan.leftOut(List.of("340"), List.of(1, 6)));
    }

    @Test
    void shouldGoUpOneLadderAfterTheOther() {
        Plan plan = Plan.of("full", List.of("nfqueue"), List.of(1, 2), List.of("340"), List.of(1, 2), 1);
        assertEquals(
                List.of(new Rung("nfqueue", 1, "340", 1), new Rung("nfqueue", 1, "340", 2),
                        new Rung("nfqueue", 2, "340", 1), new Rung("nfqueue", 2, "340", 2)),
                plan.rungs());
    }

    @Test
    void shouldTakeAnotherPlaneAsMoreRungs() {
        List<Integer> all = List.of(1, 2, 3, 4, 5, 6);
        int one = Plan.of("full", List.of("nfqueue"), List.of(1), List.of("340"), all, 1).rungs().size();
        assertEquals(2 * one, Plan.of("full", List.of("nfqueue", "xdp"), List.of(1), List.of("340"), all, 1).rungs()
                .size());
    }
}
