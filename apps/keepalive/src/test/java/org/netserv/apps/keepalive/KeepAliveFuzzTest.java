package org.netserv.apps.keepalive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.netserv.api.Verdict;

class KeepAliveFuzzTest {

    private static final List<String> CORPUS = List.of(Messages.SIPP, Messages.LINKSYS, Messages.COMPACT,
            Messages.PJSIP_MESSAGE_SUMMARY, Messages.keepAlive());
    private static final String[] DICTIONARY = {"\r\n", "\r\n ", "\r", "\n", ":", ";", ",", "\"", "\\", "<", ">", "[",
        "]",
        "=", ";rport", ";received=1", ";tag=", "Via: ", "v:", "To:", "Event: keep-alive\r\n", " ", "\t", "\0", "\u00ff",
        "SIP/2.0/UDP ", "2147483648", "\r\n\r\n"};
    private static final Pattern ANSWER = Pattern.compile("""
            SIP/2\\.0 200 OK\r
            (Via: [^\r\n]+\r
            )+From: [^\r\n]+\r
            To: [^\r\n]+\r
            Call-ID: [^\r\n\t ]+\r
            CSeq: [0-9]+[ \t]+NOTIFY\r
            Content-Length: 0\r
            \r
            """);

    private final TestNode node = new TestNode();

    @Test
    void shouldPassAValidRequestTruncatedAnywhere() {
        for (String message : List.of(Messages.SIPP, Messages.LINKSYS, Messages.COMPACT)) {
            byte[] whole = Messages.bytes(message);
            for (int length = 0; length < whole.length; length++) {
                byte[] packet = packet(Arrays.copyOf(whole, length));
                assertEquals(Verdict.ACCEPT, node.process(packet), message + length);
                assertFalse(node.modified());
                assertArrayEquals(packet, node.packet());
            }
        }
    }

    @Test
    void shouldPassOrAnswerWellWhateverIsChanged() {
        long seed = Long.getLong("netserv.seed", System.nanoTime());
        Random random = new Random(seed);
        int answered = 0;
        for (int i = 0; i < 100_000; i++) {
            byte[] payload = mutate(Messages.bytes(CORPUS.get(random.nextInt(CORPUS.size()))), random);
            byte[] packet = packet(payload);
            try {
                if (node.process(packet) == Verdict.REPLY) {
                    answered++;
                    assertAnswers(payload, node.payload());
                } else {
                    assertFalse(node.modified());
                    assertArrayEquals(packet, node.packet());
                }
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "seed=" + seed + " run=" + i + "\n" + new String(payload, StandardCharsets.ISO_8859_1), e);
            }
        }
        assertTrue(answered > 10_000, "too few are answered to say anything: " + answered);
    }

    private static byte[] packet(byte[] payload) {
        return UdpPacket.of("192.0.2.7", 5061, "198.51.100.5", 5060, payload);
    }

    private static byte[] mutate(byte[] message, Random random) {
        byte[] result = message;
        for (int n = random.nextInt(3); n >= 0; n--) {
            int at = random.nextInt(result.length);
            result = switch (random.nextInt(4)) {
                case 0 -> {
                    result[at] ^= (byte) (1 << random.nextInt(8));
                    yield result;
                }
                case 1 -> splice(result, at, UdpPacket.ascii(DICTIONARY[random.nextInt(DICTIONARY.length)]), at);
                case 2 -> splice(result, at, new byte[0], Math.min(result.length - 1, at + random.nextInt(20)));
                default -> {
                    int end = Math.min(result.length, at + random.nextInt(60));
                    yield splice(result, random.nextInt(at + 1), Arrays.copyOfRange(result, at, end), at);
                }
            };
        }
        return result;
    }

    /** Puts something in the place of what is between two offsets. */
    private static byte[] splice(byte[] bytes, int from, byte[] inserted, int to) {
        byte[] result = new byte[from + inserted.length + bytes.length - to];
        System.arraycopy(bytes, 0, result, 0, from);
        System.arraycopy(inserted, 0, result, from, inserted.length);
        System.arraycopy(bytes, to, result, from + inserted.length, bytes.length - to);
        return result;
    }

    private static void assertAnswers(byte[] request, String answer) {
        if (Arrays.equals(request, UdpPacket.ascii("\r\n\r\n"))) {
            assertEquals("\r\n", answer);
            return;
        }
        assertTrue(ANSWER.matcher(answer).matches(), answer);
        assertTrue(answer.chars().noneMatch(c -> c < ' ' && c != '\r' && c != '\n' && c != '\t'), answer);
        String to = answer.substring(answer.indexOf("\r\nTo: "), answer.indexOf("\r\nCall-ID: "));
        assertTrue(Pattern.compile(";[ \t]*tag\\b", Pattern.CASE_INSENSITIVE).matcher(to).find(), answer);
        assertTrue(answer.length() <= 1472, answer);
    }
}
