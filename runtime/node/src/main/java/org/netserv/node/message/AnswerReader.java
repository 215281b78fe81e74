package org.netserv.node.message;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads answers, one behind the other, from a connection: the client's side. Headers that it does not know are passed
 * over.
 *
 * <p><b>Ownership.</b> Reads ahead: nobody else reads the stream. It does not close it.
 *
 * <p><b>Thread.</b> One at a time.
 *
 * <p><b>Errors.</b> {@link EOFException} if the connection ends, {@link ProtocolException} if what comes is no answer.
 */
public final class AnswerReader {

    /** The largest body that is read. */
    public static final int MAX_BODY_BYTES = 4 << 20;

    private static final Pattern START = Pattern.compile("NETSERV/0\\.1 ([0-9]{3})( .*)?");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,7}");

    private final FrameReader frames;

    /** Reads from a stream. */
    public AnswerReader(InputStream in) {
        frames = new FrameReader(in, ControlMessage.MAX_BYTES);
    }

    /** Waits for the next answer. */
    public Answer read() throws IOException {
        if (!frames.await()) {
            throw new EOFException("the node closed the connection without an answer");
        }
        switch (frames.read()) {
            case OF_STREAM -> throw new EOFException("the node closed the connection within an answer");
            case TOO_LONG ->
                throw new ProtocolException("the answer's head is longer than " + ControlMessage.MAX_BYTES + " bytes");
            case BLANK_LINE -> {
            }
        }
        try {
            List<LogicalLines.Line> lines = LogicalLines.of(frames.bytes());
            Matcher start = START.matcher(lines.getFirst().text());
            StatusCode code = start.matches() ? StatusCode.of(Integer.parseInt(start.group(1))) : null;
            if (code == null) {
                throw new ProtocolException(Names.quote(lines.getFirst().text()) + " is not the start of an answer");
            }
            return answer(code, headers(lines.subList(1, lines.size())));
        } catch (ControlMessageException e) {
            throw new ProtocolException("line " + e.line() + " of the answer: " + e.sentence());
        }
    }

    private Answer answer(StatusCode code, Map<String, String> headers) throws IOException {
        int length = number(headers, "content-length");
        if (length > MAX_BODY_BYTES) {
            throw new ProtocolException(
                    "the answer's body has " + length + " bytes: expected at most " + MAX_BODY_BYTES);
        }
        byte[] body = frames.readBody(length);
        if (body.length < length) {
            throw new EOFException("the node closed the connection within an answer's body");
        }
        return new Answer(code, text(headers, "node-id"), text(headers, "module"), number(headers, "line"),
                text(headers, "detail"), new String(body, StandardCharsets.UTF_8));
    }

    private static Map<String, String> headers(List<LogicalLines.Line> lines) throws ProtocolException {
        Map<String, String> headers = new HashMap<>();
        for (LogicalLines.Line line : lines) {
            int colon = line.text().indexOf(':');
            if (colon < 1) {
                throw new ProtocolException(Names.quote(line.text()) + " is not a header of an answer");
            }
            headers.put(line.text().substring(0, colon).toLowerCase(Locale.ROOT),
                    Header.trim(line.text().substring(colon + 1)));
        }
        return headers;
    }

    private static String text(Map<String, String> headers, String name) {
        return headers.getOrDefault(name, "");
    }

    private static int number(Map<String, String> headers, String name) throws ProtocolException {
        @Nullable
        String text = headers.get(name);
        if (text == null) {
            return 0;
        }
        if (!NUMBER.matcher(text).matches()) {
            throw new ProtocolException(name + " of the answer is " + Names.quote(text) + ": expected a number");
        }
        return Integer.parseInt(text);
    }
}
