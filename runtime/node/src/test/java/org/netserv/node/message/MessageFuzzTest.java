package org.netserv.node.message;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.netserv.testing.Fuzzing;

class MessageFuzzTest {
    private final RequestParser requests = new RequestParser(Capabilities.BASIC);
    private final SignatureVerifier verifier = new SignatureVerifier(KeyScheme.ED25519.generate().getPublic());

    @Test
    void shouldTakeOrRefuseWhateverComesToTheControlSocket() {
        Fuzzing.Outcome outcome = Fuzzing.run("control-message", 20_000, input -> {
            ControlMessageParser parser = MessageFixtures.parser(input);
            ControlMessage message = parser.read();
            while (message != null) {
                CanonicalForm.of(message);
                verifier.verify(message);
                requests.parse(message);
                message = parser.read();
            }
        }, ControlMessageException.class);
        assertTrue(outcome.taken() > 100 && outcome.reasons() > 40, outcome::toString);
        outcome.record(getClass());
    }

    @Test
    void shouldTakeOrRefuseWhateverANodeAnswers() {
        Fuzzing.Outcome outcome = Fuzzing.run("answer", 20_000,
                input -> new AnswerReader(new ByteArrayInputStream(input)).read(), IOException.class);
        assertTrue(outcome.taken() > 100 && outcome.reasons() > 8, outcome::toString);
        outcome.record(getClass());
    }

    @Test
    void shouldTakeOrRefuseWhateverIsInAKeyFile() {
        Fuzzing.Outcome outcome = Fuzzing.run("public-key", 5_000,
                input -> KeyFiles.parsePublic(new String(input, StandardCharsets.ISO_8859_1)),
                IllegalArgumentException.class);
        assertTrue(outcome.taken() > 20 && outcome.reasons() > 5, outcome::toString);
        outcome.record(getClass());
    }
}
