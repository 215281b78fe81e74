package org.netserv.node.message;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads control messages, one behind the other, from a connection.
 *
 * <p>A blank line always ends a message. One with a fault inside is still read to that blank line, so that the next is
 * found; only bytes without an end in sight, or of another protocol, are given up with the connection:
 * {@link ControlMessageException#closesConnection()}.
 *
 * <p><b>Ownership.</b> Reads ahead: nobody else reads the stream. It does not close it.
 *
 * <p><b>Thread.</b> One at a time. It waits as long as the stream does; who wants a deadline starts it when
 * {@link #awaitMessage} returns and closes the connection when it passes.
 *
 * <p><b>Source.</b> netserv.md 3.1.
 */
public final class ControlMessageParser {

    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9.-]+");

    private final FrameReader frames;

    /** Reads from a stream. */
    public ControlMessageParser(InputStream in) {
        frames = new FrameReader(in, ControlMessage.MAX_BYTES);
    }

    /**
     * Waits until a message begins.
     *
     * @return false if the connection ended between two messages
     */
    public boolean awaitMessage() throws IOException {
        return frames.await();
    }

    /**
     * Reads the next message.
     *
     * @return null if the connection ended between two messages
     * @throws ControlMessageException if it is not well formed; the parser can be used again unless it closes the
     *     connection
     */
    public @Nullable ControlMessage read() throws IOException, ControlMessageException {
        if (!frames.await()) {
            return null;
        }
        switch (frames.read()) {
            case OF_STREAM -> throw ControlMessageException.unframed(frames.lastLine(),
                    "the message ends before the blank line that is expected behind its headers");
            case TOO_LONG -> throw ControlMessageException.unframed(frames.lastLine(),
                    "the message is longer than " + ControlMessage.MAX_BYTES + " bytes");
            case BLANK_LINE -> {
            }
        }
        List<LogicalLines.Line> lines = LogicalLines.of(frames.bytes());
        LogicalLines.Line start = lines.getFirst();
        String[] words = words(start);
        Method method = Method.named(words[0]);
        if (method == null) {
            throw malformed(start.number(),
                    Names.quote(words[0]) + " is not a method: expected one of " + Arrays.toString(Method.values()));
        }
        List<Header> headers = headers(lines.subList(1, lines.size()));
        try {
            return new ControlMessage(method, words[1], headers);
        } catch (IllegalArgumentException e) {
            throw malformed(start.number(), String.valueOf(e.getMessage()));
        }
    }

    private static String[] words(LogicalLines.Line start) throws ControlMessageException {
        String[] words = start.text().split(" ", -1);
        if (words.length != 3 || !words[2].equals(ControlMessage.VERSION)) {
            // Another protocol or version may have bodies behind the blank line.
            throw ControlMessageException.unframed(start.number(), Names.quote(start.text())
                    + " is not a start line: expected METHOD module-id " + ControlMessage.VERSION);
        }
        return words;
    }

    private static List<Header> headers(List<LogicalLines.Line> lines) throws ControlMessageException {
        List<Header> headers = new ArrayList<>(lines.size());
        Map<String, Integer> seen = new HashMap<>();
        for (LogicalLines.Line line : lines) {
            if (headers.size() == ControlMessage.MAX_HEADERS) {
                throw malformed(line.number(), "more than " + ControlMessage.MAX_HEADERS + " headers");
            }
            int colon = line.text().indexOf(':');
            String name = colon < 0 ? "" : line.text().substring(0, colon);
            if (!HEADER_NAME.matcher(name).matches()) {
                throw malformed(line.number(), Names.quote(line.text())
                        + " is not a header: expected name:value, the name of letters, digits, dots and hyphens");
            }
            String lower = name.toLowerCase(Locale.ROOT);
            Integer first = seen.putIfAbsent(lower, line.number());
            if (first != null) {
                throw malformed(line.number(), "header " + lower + " is there a second time, after line " + first);
            }
            headers.add(new Header(lower, Header.trim(line.text().substring(colon + 1)), line.number()));
        }
        return headers;
    }

    private static ControlMessageException malformed(int line, String sentence) {
        return ControlMessageException.refused(StatusCode.MALFORMED, line, sentence);
    }
}
