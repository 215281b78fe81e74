package org.netserv.perf.neighbour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NeighbourTableTest {

    @Test
    void shouldCompareMediansOfABombsRoundsWithAllTrialsWithoutOne() {
        List<String> lines = NeighbourTable.of(List.of(explosion(1, 0, 7, 100_000, 110_000, Map.of("overstays", 1L)),
                explosion(2, 1, 5, 100_000, 300_000, Map.of("overstays", 2L, "bytes", 9L)),
                explosion(3, 0, 0, 200_000, 240_000, Map.of("event detached", 1L)))).lines().toList();
        assertEquals("| – | all 3 trials without a bomb | 0 [0–1] | 50.0 | 20 | 100 [100–200] | 1.00 |  |",
                lines.get(2));
        assertEquals("| loop | loops for ever on a packet | 5 [0–7] | 40.0 | 20 | 240 [110–300] | 2.40 "
                + "| event detached=1, overstays=3 |", lines.get(3));
    }

    @Test
    void shouldHaveBombsOfDifferentNamesThatAreNamesOfModules() {
        List<String> names = Bomb.all().stream().map(Bomb::name).toList();
        assertEquals(names.size(), names.stream().distinct().count());
        assertTrue(names.stream().allMatch(name -> name.matches("[a-z-]+")), names::toString);
    }

    private static Explosion explosion(int round, long lostWithout, long lost, long nanosWithout, long nanos,
            Map<String, Long> counters) {
        return new Explosion("loop", round,
                new Beside(1000, 998 - lostWithout, 2, Map.of("receiver-ring", 2L), 50_000,
                        Map.of("50", 20_000L, "99", nanosWithout)),
                new Beside(1000, 1000 - lost, 0, Map.of(), 40_000, Map.of("50", 20_000L, "99", nanos)), counters);
    }
}
