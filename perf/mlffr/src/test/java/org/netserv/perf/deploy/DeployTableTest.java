package org.netserv.perf.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeployTableTest {

    @Test
    void shouldShowTheFirstApartAndPercentilesOfTheRest() {
        List<Deployed> all = new ArrayList<>(List.of(new Deployed(700_000_000, 600_000_000)));
        for (int n = 10; n >= 1; n--) {
            all.add(new Deployed(n * 10_000_000L, n * 1_000_000L));
        }
        assertEquals("""
                | ms from the SETUP | to the first packet | to its answer |
                |---|--:|--:|
                | the first, which opens the publisher's framework | 700 | 600 |
                | median, p90, highest of the next 10 | 50.0, 90.0, 100.0 | 5.0, 9.0, 10.0 |
                | median, p90, highest of the last 5 | 30.0, 50.0, 50.0 | 3.0, 5.0, 5.0 |
                """, DeployTable.of(all));
    }

    @Test
    void shouldShowTheTimeWithoutAnAnswerBesideTheUsualOne() {
        List<Upgraded> all = new ArrayList<>();
        for (int n = 1; n <= 10; n++) {
            all.add(new Upgraded(n * 1_000_000L, n * 100_000L, n * 10_000_000L));
        }
        assertEquals("""

                | 10 upgrades under packets, ms | median, p90, highest |
                |---|--:|
                | longest time without an answer | 5.0, 9.0, 10.0 |
                | the same while nothing happens | 0.5, 0.9, 1.0 |
                | from the SETUP to its answer | 50.0, 90.0, 100.0 |
                """, DeployTable.ofUpgrades(all));
    }
}
