package org.netserv.perf.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConfigurationTest {
    private static final List<Integer> ALL = IntStream.rangeClosed(1, Configuration.LAST).boxed().toList();

    @Test
    void shouldBeFoundByItsNumber() {
        assertSame(Configuration.PLAIN, Configuration.of(1));
        assertSame(Configuration.KEEP_ALIVE, Configuration.of(6));
        assertSame(Configuration.OFFLOADED, Configuration.of(9));
        assertEquals(ALL, ALL.stream().map(number -> Configuration.of(number).number()).toList());
        assertThrows(IllegalArgumentException.class, () -> Configuration.of(0));
        assertThrows(IllegalArgumentException.class, () -> Configuration.of(10));
    }

    @Test
    void shouldHaveAContainerFromThreeOnAndAJvmFromFourOn() {
        assertEquals(List.of(3, 4, 5, 6, 7, 8, 9), numbers(Configuration::hasContainer));
        assertEquals(List.of(4, 5, 6, 7, 8, 9), numbers(Configuration::hasJvm));
    }

    @Test
    void shouldHaveAFirewallInTheLadderAlone() {
        assertEquals(List.of(2, 3, 4, 5, 6), numbers(Configuration::hasFirewall));
        assertEquals(List.of(8, 9), numbers(Configuration::hasFastPath));
    }

    private static List<Integer> numbers(Predicate<Configuration> property) {
        return ALL.stream().filter(number -> property.test(Configuration.of(number))).toList();
    }
}
