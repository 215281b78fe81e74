package org.netserv.node.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.netserv.node.message.MessageFixtures.EXAMPLE;
import static org.netserv.node.message.MessageFixtures.canonical;
import static org.netserv.node.message.MessageFixtures.parse;
import static org.netserv.node.message.MessageFixtures.parser;
import static org.netserv.node.message.MessageFixtures.refusal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlMessageParserTest {

    private static final String START = "SETUP m NETSERV/0.1\n";

    @Test
    void shouldReadTheExampleOfTheSpecification() throws Exception {
        ControlMessage message = parse(EXAMPLE);
        assertEquals(Method.SETUP, message.method());
        assertEquals("NetServ.apps.NetMonitor_1.0.0", message.moduleId().toString());
        assertEquals("4Z+HvDEm2WhHJrg9UKovwmMutxGibsA71FTMFykVa0YxGclG8o=", message.value("signature"));
        assertEquals("http://content-publisher.com/modules/netmonitor.jar", message.value("url"));
        assertEquals("", message.value("dependencies"));
        assertEquals(10, message.headers().getLast().line());
        assertEquals("""
                SETUP NetServ.apps.NetMonitor_1.0.0 NETSERV/0.1
                dependencies:
                filter-port:5060
                filter-proto:udp
                notification:
                properties:visualizer_ip=1.2.3.4,visualizer_port=5678
                ttl:3600
                url:http://content-publisher.com/modules/netmonitor.jar
                user:janedoe
                """, canonical(message));
    }

    @Test
    void shouldReadCrLfAndLfAndAMixtureAlike() throws Exception {
        byte[] expected = CanonicalForm.of(parse(EXAMPLE));
        assertArrayEquals(expected, CanonicalForm.of(parse(EXAMPLE.replace("\n", "\r\n"))));
        assertArrayEquals(expected, CanonicalForm.of(parse(EXAMPLE.replace("\nurl", "\r\nurl"))));
    }

    @Test
    void shouldUnfoldTrimAndLowerCase() throws Exception {
        ControlMessage message = parse(START + "A-B.2: \t one \\\n \t two \t\nc:x\\\\\n \nD:\nE:a:b\n\n");
        assertEquals("SETUP m NETSERV/0.1\na-b.2:one two\nc:x\\\nd:\ne:a:b\n", canonical(message));
    }

    @Test
    void shouldReadManyMessagesFromOneConnectionHoweverTheBytesArrive() throws Exception {
        byte[] bytes = ("\r\n\n" + EXAMPLE + "PROBE m NETSERV/0.1\r\nprobe:x\r\n\r\n\n" + "STATUS * NETSERV/0.1\n\n")
                .getBytes(StandardCharsets.UTF_8);
        ControlMessageParser parser = new ControlMessageParser(new InputStream() {
            private int next;

            @Override
            public int read() {
                return next < bytes.length ? bytes[next++] & 0xFF : -1;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                int b = read();
                if (b < 0) {
                    return -1;
                }
                into[offset] = (byte) b;
                return 1;
            }
        });
        assertTrue(parser.awaitMessage());
        assertEquals(Method.SETUP, method(parser));
        assertEquals(Method.PROBE, method(parser));
        assertEquals(Method.STATUS, method(parser));
        assertFalse(parser.awaitMessage());
        assertNull(parser.read());
    }

    @Test
    void shouldCarryOnBehindAMessageThatWasRefusedWhole() throws Exception {
        for (String bad : List.of("SETUP a b NETSERV/0.1x\nhello\n\n", "FOO m NETSERV/0.1\n\n", START + "no colon\n\n",
                START + "a:\u0001\n\n", START + "a:1\nA:2\n\n", START + "a:x\\\n\n", "STATUS m NETSERV/0.1\n\n",
                "SETUP a/b NETSERV/0.1\n\n")) {
            ControlMessageParser parser = parser(bad + EXAMPLE);
            var e = assertThrows(ControlMessageException.class, parser::read, bad);
            assertEquals(StatusCode.MALFORMED, e.code());
            if (!e.closesConnection()) {
                assertEquals(Method.SETUP, method(parser), bad);
            } else {
                assertTrue(bad.startsWith("SETUP a b "), bad);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "SETUP m NETSERV/0.2\n\n", "SETUP m netserv/0.1\n\n",
        "SETUP m\n\n", "SETUP  m NETSERV/0.1\n\n", "SETUP m NETSERV/0.1 \n\n", " SETUP m NETSERV/0.1\n\n", "x", "x\n",
        "SETUP m NETSERV/0.1", "SETUP m NETSERV/0.1\n", "SETUP m NETSERV/0.1\na:b\n", "\\\n \n\n"})
    void shouldGiveUpAConnectionThatSpeaksSomethingElseOrEndsTooEarly(String text) {
        var e = refusal(text);
        assertTrue(e.closesConnection(), e::sentence);
        assertEquals(StatusCode.MALFORMED, e.code());
        assertTrue(e.line() >= 1);
    }

    static Object[][] faults() {
        return new Object[][]{{"setup m NETSERV/0.1\n\n", 1, "is not a method"},
            {"SETUP a..b NETSERV/0.1\n\n", 1, "is not a symbolic name"},
            {"SETUP a_ä NETSERV/0.1\n\n", 1, "is not a symbolic name"}, {"SETUP * NETSERV/0.1\n\n", 1, "symbolic"},
            {"SETUP  NETSERV/0.1\n\n", 1, "symbolic"}, {"STATUS m NETSERV/0.1\n\n", 1, "expected *"},
            {START + "a:1\nb\n\n", 3, "is not a header"}, {START + ":1\n\n", 2, "is not a header"},
            {START + "a b:1\n\n", 2, "is not a header"}, {START + "a :1\n\n", 2, "is not a header"},
            {START + " a:1\n\n", 2, "is not a header"}, {START + "\u212Aey:1\n\n", 2, "is not a header"},
            {START + "a:1\nb:2\\\n 3\nA:4\n\n", 5, "second time, after line 2"},
            {START + "a:b\u0000\n\n", 2, "control character U+0000 at column 4"},
            {START + "a:b\rc\n\n", 2, "control character U+000D"},
            {START + "a:\\\n x\u007f\n\n", 3, "control character U+007F"},
            {START + "a:\u0085\n\n", 2, "control character U+0085"},
            {"SETUP m\u001b NETSERV/0.1\n\n", 1, "control character U+001B"},
            {START + "a:x\\\n\n", 2, "ends in a backslash"}};
    }

    @ParameterizedTest
    @MethodSource("faults")
    void shouldNameTheLineAtFault(String text, int line, String fragment) {
        var e = refusal(text);
        assertEquals(line, e.line(), e::sentence);
        assertTrue(e.sentence().contains(fragment), e::sentence);
        assertFalse(e.closesConnection());
    }

    @Test
    void shouldRefuseBytesThatAreNotUtf8() {
        for (int[] bad : new int[][]{{0xFF}, {0xC3}, {0xC0, 0x80}, {0xED, 0xA0, 0x80}, {0xF5, 0x80, 0x80, 0x80}}) {
            byte[] bytes = (START + "a:1\nb:" + "?".repeat(bad.length) + "\n\n").getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < bad.length; i++) {
                bytes[START.length() + 6 + i] = (byte) bad[i];
            }
            var e = assertThrows(ControlMessageException.class, () -> parse(bytes));
            assertEquals(3, e.line());
            assertEquals("the line is not UTF-8", e.sentence());
        }
    }

    @Test
    void shouldHoldTheLimitOfBytesToTheByte() throws Exception {
        String head = START + "a:";
        String fits = head + "x".repeat(ControlMessage.MAX_BYTES - head.length() - 2) + "\n\n";
        assertEquals(ControlMessage.MAX_BYTES, fits.length());
        assertEquals(ControlMessage.MAX_BYTES - head.length() - 2, parse(fits).value("a").length());
        var e = refusal(fits.replace("\n\n", "x\n\n"));
        assertTrue(e.closesConnection());
        assertEquals(2, e.line());
        assertTrue(e.sentence().contains("16380"), e::sentence);
    }

    @Test
    void shouldNotWaitForMoreThanTheLimit() {
        InputStream endless = new InputStream() {
            private int count;

            @Override
            public int read() throws IOException {
                if (++count > ControlMessage.MAX_BYTES) {
                    throw new IOException("read past the limit");
                }
                return 'a';
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                into[offset] = (byte) read();
                return 1;
            }
        };
        var e = assertThrows(ControlMessageException.class, () -> new ControlMessageParser(endless).read());
        assertTrue(e.closesConnection());
    }

    @Test
    void shouldHoldTheLimitOfHeaders() throws Exception {
        StringBuilder text = new StringBuilder(START);
        for (int i = 0; i < ControlMessage.MAX_HEADERS; i++) {
            text.append('h').append(i).append(":\n");
        }
        assertEquals(ControlMessage.MAX_HEADERS, parse(text + "\n").headers().size());
        var e = refusal(text + "one-more:\n\n");
        assertEquals(ControlMessage.MAX_HEADERS + 2, e.line());
        assertTrue(e.sentence().contains("more than 64 headers"), e::sentence);
    }

    @Test
    void shouldPassOnWhatTheStreamThrows() {
        InputStream broken = InputStream.nullInputStream();
        assertDoesNotThrow(broken::close);
        assertThrows(IOException.class, () -> new ControlMessageParser(broken).read());
    }

    private static Method method(ControlMessageParser parser) throws IOException, ControlMessageException {
        ControlMessage message = parser.read();
        if (message == null) {
            throw new AssertionError("no message");
        }
        return message.method();
    }
}
