package org.netserv.signaling.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class MessageTextTest {

    private static String text(String vector) {
        return MessageText.of(GistMessage.read(Vectors.view(Vectors.named(vector))));
    }

    @Test
    void shouldShowEachFieldOfAResponse() {
        assertEquals("""
                Response, NSLPID 32704, hops 1, flags SR
                  flow              10.99.1.1/32 → 10.99.3.2/32 upstream
                  session           00000000000000000000000000000000
                  sender            10.99.1.2, identity 6030fda325ab112533087380a2f36a23
                  valid for         30000 ms
                  query cookie      ce8365c7
                  responder cookie  3fba701f000200005f269b30bc2f0a3fb3fbd6557c8214c633b21aa3
                  profile 1         TCP
                  profile 2         TLS over TCP
                  hold time         180000 ms
                  TCP               profile 1, port 30000
                  TCP               profile 2, port 30001
                """, text("response"));
    }

    @Test
    void shouldShowAnErrorByItsName() {
        String text = text("error-no-routing-state");
        assertTrue(text.contains("  error             No routing state (class 2, code 5/0)\n"), text);
        assertTrue(text.contains("  about             011f00087fc00380, D-mode\n"), text);
        assertTrue(text("error-length-with-comment").contains("  comment           try again\n"));
    }

    @Test
    void shouldShowWhatIsWrong() {
        byte[] query = Arrays.copyOf(Vectors.named("query").message(), 60);
        MessageView view = new MessageView();
        Fault fault = Objects.requireNonNull(view.parse(MemorySegment.ofArray(query), 0, query.length, false));
        assertEquals("message with a fault, 60 bytes\n  fault             incorrect message length\n",
                MessageText.of(view, fault));
    }
}
