package org.netserv.node.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.netserv.node.message.MessageFixtures.canonical;
import static org.netserv.node.message.MessageFixtures.fullSetup;
import static org.netserv.node.message.MessageFixtures.parse;
import static org.netserv.node.message.MessageFixtures.parser;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Properties of text, with a seeded generator; a failure names the seed. */
class MessageRoundTripTest {

    private static final int COLUMNS = 76;

    @Test
    void shouldReadBackTheCanonicalFormOfWhateverWasWritten() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            ControlMessage message = MessageFixtures.random(random);
            byte[] text = MessageWriter.bytes(message);
            String at = "seed=" + seed + " round=" + i + "\n" + new String(text, StandardCharsets.UTF_8);
            ControlMessage read = parse(text);
            assertEquals(canonical(message), canonical(read), at);
            assertArrayEquals(text, MessageWriter.bytes(read), at);
            assertArrayEquals(CanonicalForm.of(read), CanonicalForm.of(parse(crlf(text))), at);
        }
    }

    @Test
    void shouldFoldLongLinesAt76Columns() {
        ControlMessage message = new MessageBuilder(Method.SETUP, "m").header("a", "x".repeat(500)).build();
        assertTrue(MessageWriter.text(message).lines().allMatch(line -> line.length() <= COLUMNS));
        assertEquals(7, MessageWriter.text(message).lines().filter(line -> line.endsWith("\\")).count() + 1);
    }

    @Test
    void shouldNotBreakOrHangWhereverTheTextIsCut() throws Exception {
        byte[] text = MessageWriter.bytes(fullSetup());
        for (int length = 0; length < text.length; length++) {
            ControlMessageParser parser = parser(Arrays.copyOf(text, length));
            if (length == 0) {
                assertNull(parser.read());
            } else {
                var e = assertThrows(ControlMessageException.class, parser::read, "length=" + length);
                assertTrue(e.closesConnection(), "length=" + length);
            }
        }
    }

    @Test
    void shouldRefuseOrReadWhateverBytesWereChanged() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        RequestParser requests = new RequestParser(Capabilities.BASIC);
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] text = MessageWriter.bytes(random.nextBoolean() ? fullSetup() : MessageFixtures.random(random));
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                text[random.nextInt(text.length)] = (byte) random.nextInt(random.nextBoolean() ? 128 : 256);
            }
            try {
                ControlMessageParser parser = parser(text);
                for (ControlMessage message = parser.read(); message != null; message = parser.read()) {
                    read++;
                    assertEquals(canonical(message), canonical(parse(MessageWriter.bytes(message))), "seed=" + seed);
                    requests.parse(message);
                }
            } catch (ControlMessageException e) {
                assertFalse(e.sentence().isBlank(), "seed=" + seed);
                assertTrue(e.line() >= 1, () -> "seed=" + seed + " " + e.sentence());
            } catch (RuntimeException e) {
                throw new AssertionError("seed=" + seed + " round=" + i, e);
            }
        }
        assertNotEquals(0, read, "no changed message was read: the property is empty");
    }

    @Test
    void shouldNotThrowOnAnyBytes() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = new byte[random.nextInt(400)];
            random.nextBytes(bytes);
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = random.nextInt(4) == 0 ? (byte) "\n\r\\: ".charAt(random.nextInt(5)) : bytes[j];
            }
            ControlMessageParser parser = parser(bytes);
            boolean more = true;
            for (int messages = 0; more; messages++) {
                assertTrue(messages <= bytes.length, "seed=" + seed);
                try {
                    more = parser.read() != null;
                } catch (ControlMessageException e) {
                    more = !e.closesConnection();
                } catch (RuntimeException e) {
                    throw new AssertionError("seed=" + seed + " round=" + i, e);
                }
            }
        }
    }

    @Test
    void shouldNotWriteAMessageThatNobodyWouldRead() {
        ControlMessage message = new MessageBuilder(Method.SETUP, "m").header("a", "x".repeat(17_000)).build();
        assertThrows(IllegalArgumentException.class, () -> MessageWriter.bytes(message));
        MessageBuilder builder = new MessageBuilder(Method.SETUP, "m");
        assertThrows(IllegalArgumentException.class, () -> builder.header("a", "x\ny"));
        assertThrows(IllegalArgumentException.class, () -> builder.header("a", "\ud800"));
        assertThrows(IllegalArgumentException.class, () -> builder.header("a b", "x"));
        assertThrows(IllegalArgumentException.class, () -> builder.header("a", "1").header("A", "2").build());
    }

    private static byte[] crlf(byte[] text) {
        return new String(text, StandardCharsets.UTF_8).replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    }
}
