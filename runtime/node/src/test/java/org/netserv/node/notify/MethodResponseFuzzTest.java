package org.netserv.node.notify;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.netserv.testing.Fuzzing;

class MethodResponseFuzzTest {

    @Test
    void shouldTakeOrRefuseWhateverIsAnsweredToANotification() {
        Fuzzing.Outcome outcome = Fuzzing.run("method-response", 20_000, MethodResponse::parse,
                MethodResponse.MalformedException.class);
        assertTrue(outcome.taken() > 100 && outcome.reasons() > 3, outcome::toString);
        outcome.record(getClass());
    }
}
