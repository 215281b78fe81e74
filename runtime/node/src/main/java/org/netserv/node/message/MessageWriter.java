package org.netserv.node.message;

import java.nio.charset.StandardCharsets;

/**
 * Writes messages as text, lines folded at 76 columns. What {@link ControlMessageParser} reads back has the same
 * canonical form.
 */
public final class MessageWriter {

    private static final int COLUMNS = 76;

    private MessageWriter() {}

    /**
     * The message's bytes, blank line included.
     *
     * <p><b>Errors.</b> {@link IllegalArgumentException} if it is longer than {@link ControlMessage#MAX_BYTES}.
     */
    public static byte[] bytes(ControlMessage message) {
        StringBuilder text = new StringBuilder(1024);
        fold(text, message.method() + " " + message.module() + " " + ControlMessage.VERSION);
        for (Header header : message.headers()) {
            fold(text, header.name() + ":" + header.value());
        }
        byte[] bytes = text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > ControlMessage.MAX_BYTES) {
            throw new IllegalArgumentException(
                    "the message has " + bytes.length + " bytes: expected at most " + ControlMessage.MAX_BYTES);
        }
        return bytes;
    }

    /** The message's text, blank line included. */
    public static String text(ControlMessage message) {
        return new String(bytes(message), StandardCharsets.UTF_8);
    }

    private static void fold(StringBuilder text, String line) {
        int start = 0;
        while (line.length() - start > COLUMNS) {
            int end = foldAt(line, start);
            if (end == line.length()) {
                break;
            }
            text.append(line, start, end).append("\\\n ");
            start = end;
        }
        text.append(line, start, line.length());
        if (line.endsWith("\\")) {
            text.append("\\\n "); // the value's own backslash would continue the line
        }
        text.append('\n');
    }

    /** Where the next piece ends: not before a blank, which would be lost, and not within a character. */
    private static int foldAt(String line, int start) {
        int end = start + COLUMNS - 2;
        while (end < line.length()
                && (Header.isBlank(line.charAt(end)) || Character.isLowSurrogate(line.charAt(end)))) {
            end++;
        }
        return end;
    }
}
