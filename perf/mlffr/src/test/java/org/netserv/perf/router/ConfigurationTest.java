package org.netserv.perf.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ConfigurationTest {

    @Test
    void shouldBeFoundByItsNumber() {
        for (int number = 1; number <= 6; number++) {
            assertEquals(number, Configuration.of(number).number());
        }
        assertSame(Configuration.KEEP_ALIVE, Configuration.of(6));
        assertThrows(IllegalArgumentException.class, () -> Configuration.of(0));
        assertThrows(IllegalArgumentException.class, () -> Configuration.of(7));
    }

    @Test
    void shouldKnowThePrototypesFiguresWhereThePaperHasThem() {
        assertEquals(786_000, Configuration.PLAIN.prototype("64"));
        assertEquals(71_000, Configuration.KEEP_ALIVE.prototype("340"));
        assertNull(Configuration.KEEP_ALIVE.prototype("64"));
        assertNull(Configuration.PLAIN.prototype("imix"));
    }
}
