package org.netserv.node.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {

    @Test
    void shouldWriteTheFormOfTheSpecification() {
        Answer answer = Answer.of(ControlMessageException.refused(StatusCode.MALFORMED, 7, "no\r\ncolon"))
                .from("edge-1")
                .about("m_1.0.0");
        assertEquals("NETSERV/0.1 400 malformed\nnode-id:edge-1\nmodule:m_1.0.0\nline:7\ndetail:no  colon\n\n",
                new String(answer.toBytes(), StandardCharsets.UTF_8));
        assertEquals("NETSERV/0.1 200 done\ncontent-length:3\n\né\n",
                new String(Answer.of(StatusCode.DONE, "").with("é\n").toBytes(), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @EnumSource(StatusCode.class)
    void shouldReadBackWhatItWrote(StatusCode code) throws Exception {
        Answer first = new Answer(code, "n", "m_1.0.0", 12, "why: a\\b \\", "{\n\n\"a\":1}\n");
        Answer second = Answer.of(code, "漢字 " + "long ".repeat(600));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(first.toBytes());
        bytes.write(second.toBytes());
        AnswerReader reader = new AnswerReader(new ByteArrayInputStream(bytes.toByteArray()));
        assertEquals(first, reader.read());
        assertEquals(second, reader.read());
        assertThrows(EOFException.class, reader::read);
        assertEquals(code.code() < 300, code.isSuccess());
        assertEquals(code, StatusCode.of(code.code()));
    }

    @Test
    void shouldPassOverHeadersThatItDoesNotKnow() throws Exception {
        Answer answer = new AnswerReader(
                new ByteArrayInputStream(
                        "NETSERV/0.1 200\r\nNew:1\r\nNode-Id: x\r\n\r\n".getBytes(StandardCharsets.UTF_8)))
                .read();
        assertEquals("x", answer.nodeId());
    }

    @Test
    void shouldSayThatTheConnectionEndedWhereverItDoes() {
        byte[] bytes = new Answer(StatusCode.DONE, "n", "m", 1, "d", "body").toBytes();
        for (int length = 0; length < bytes.length; length++) {
            AnswerReader reader = new AnswerReader(new ByteArrayInputStream(Arrays.copyOf(bytes, length)));
            assertThrows(EOFException.class, reader::read, "length=" + length);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\n\n", "NETSERV/0.1 299 x\n\n", "NETSERV/0.1 20\n\n",
        "NETSERV/0.1 200 done\nx\n\n", "NETSERV/0.1 200 done\ncontent-length:-1\n\n",
        "NETSERV/0.1 200 done\ncontent-length:9999999\n\n", "NETSERV/0.1 200 done\nline:x\n\n",
        "NETSERV/0.1 200 done\na:\u0001\n\n"})
    void shouldRefuseWhatIsNoAnswer(String text) {
        AnswerReader reader = new AnswerReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        assertThrows(ProtocolException.class, reader::read);
    }

    @Test
    void shouldKeepADetailShortAndOnOneLine() throws Exception {
        Answer answer = Answer.of(StatusCode.START_FAILED, "a\u0000b\n" + "x".repeat(100_000) + "\ud800");
        assertTrue(answer.detail().length() <= 2000);
        assertFalse(answer.detail().contains("\n"));
        assertEquals(List.of(answer),
                List.of(new AnswerReader(new ByteArrayInputStream(answer.toBytes())).read()));
    }
}
