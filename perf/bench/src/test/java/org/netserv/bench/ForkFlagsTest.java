package org.netserv.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ForkFlagsTest {
    @Test
    void shouldGiveToAllWhatANodeGivesToAModule() {
        assertEquals(
                List.of("--enable-native-access=ALL-UNNAMED", "--add-exports", "java.base/x=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow", "-XX:+UseZGC"),
                ForkFlags.translated("""
                        # of a node
                        --enable-native-access=org.netserv.ffi

                        --add-exports java.base/x=org.agrona
                        --sun-misc-unsafe-memory-access=deny
                         -XX:+UseZGC
                        """));
    }

    @Test
    void shouldRunForksWithTheFlagsOfANode() {
        List<String> flags = ForkFlags.all();
        assertTrue(flags.contains("-XX:+UseZGC"), flags.toString());
        assertTrue(flags.contains("--illegal-native-access=deny"), flags.toString());
        assertFalse(flags.stream().anyMatch(flag -> flag.contains("=org.")), flags.toString());
    }
}
