package org.netserv.node.outbound;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;
import org.netserv.testing.Fuzzing;

class HttpReplyFuzzTest {

    @Test
    void shouldTakeOrRefuseWhateverAServerAnswers() {
        Fuzzing.Outcome outcome = Fuzzing.run("http-reply", 20_000, input -> {
            try (HttpReply reply = HttpReply.read(new ByteArrayInputStream(input), () -> {})) {
                reply.body().transferTo(OutputStream.nullOutputStream());
            }
        }, IOException.class);
        assertTrue(outcome.taken() > 100 && outcome.reasons() > 5, outcome::toString);
        outcome.record(getClass());
    }
}
