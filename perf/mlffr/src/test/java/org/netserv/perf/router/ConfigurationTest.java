package org.netserv.perf.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConfigurationTest {

    @Test
    void shouldBeFoundByItsNumber() {
        assertSame(Configuration.PLAIN, Configuration.of(1));
        assertSame(Configuration.KEEP_ALIVE, Configuration.of(6));
        assertThrows(IllegalArgumentException.class, () -> Configuration.of(0));
        assertThrows(IllegalArgumentException.class, () -> Configuration.of(7));
    }

    @Test
    void shouldHaveAContainerFromThreeOnAndAJvmFromFourOn() {
        assertEquals(List.of(3, 4, 5, 6), IntStream.rangeClosed(1, 6).boxed()
                .filter(number -> Configuration.of(number).hasContainer()).toList());
        assertEquals(List.of(4, 5, 6), IntStream.rangeClosed(1, 6).boxed()
                .filter(number -> Configuration.of(number).hasJvm()).toList());
    }
}
