package org.netserv.node.trace;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.netserv.testing.Fuzzing;

class TraceFilterFuzzTest {

    @Test
    void shouldTakeOrRefuseWhateverAnOperatorAsksFor() {
        Fuzzing.Outcome outcome = Fuzzing.run("trace-filter", 20_000,
                input -> TraceFilter.parse(new String(input, StandardCharsets.UTF_8), "", ""),
                IllegalArgumentException.class);
        assertTrue(outcome.taken() > 100 && outcome.reasons() > 8, outcome::toString);
        outcome.record(getClass());
    }
}
