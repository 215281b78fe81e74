package org.netserv.signaling.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
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
        assertEquals("""
                Message with a fault, 60 bytes
                  fault             incorrect message length
                  header            0120001d7fc080c0
                  flow              000040000a6301010a63030220200000
                  session           00000000000000000000000000000000
                  sender            1040400000007530
                """, MessageText.of(view, fault.toString()));
    }

    @Test
    void shouldShowNothingThatATerminalWouldObey() {
        ErrorReport report = new ErrorReport(2, 5, 0, true, false, Octets.ofHex("011f00087fc00380"), null, null,
                List.of(), Octets.of("a\u001b[2J\u009bb".getBytes(StandardCharsets.UTF_8)));
        GistMessage message = new GistMessage(MessageType.ERROR, false, 1, 0, 0, null, null, null, null, null, null,
                null, null, null, report, null, List.of());
        assertTrue(MessageText.of(message).contains("  comment           a\uFFFD[2J\uFFFDb\n"),
                MessageText.of(message));
    }
}
