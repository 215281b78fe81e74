package org.netserv.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final List<String> PLANES = List.of("nfqueue", "xdp");

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
                Plan.leftOut(PLANES, List.of("64", "340", "imix"), List.of(1, 6)));
        assertEquals("", Plan.leftOut(PLANES, List.of("64", "imix"), List.of(1, 2, 3, 4, 5)));
        assertEquals("", Plan.leftOut(PLANES, List.of("340"), List.of(1, 6)));
    }

    @Test
    void shouldSendPacketsOnInTheDriverOnlyWhereAPlaneCan() {
        List<Integer> beside = List.of(1, 7, 8, 9);
        Plan plan = Plan.of("full", PLANES, List.of(1), List.of("64"), beside, 1);
        assertEquals(
                List.of(new Rung("nfqueue", 1, "64", 1), new Rung("nfqueue", 1, "64", 7), new Rung("xdp", 1, "64", 1),
                        new Rung("xdp", 1, "64", 7), new Rung("xdp", 1, "64", 8), new Rung("xdp", 1, "64", 9)),
                plan.rungs());
        assertEquals("Left out: configuration 8 and 9 on plane nfqueue, which sends nothing on by itself.",
                Plan.leftOut(PLANES, List.of("64"), beside));
        assertEquals("", Plan.leftOut(List.of("xdp"), List.of("64"), beside));
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
