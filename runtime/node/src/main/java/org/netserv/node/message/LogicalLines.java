package org.netserv.node.message;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The lines of one frame, decoded and unfolded. */
final class LogicalLines {

    /** A line and the number of the physical line that it begins on, from 1. */
    record Line(int number, String text) {}

    private LogicalLines() {}

    /** Splits a frame that ends in a blank line; the blank line is left out. */
    static List<Line> of(byte[] frame) throws ControlMessageException {
        List<Line> lines = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        int openedAt = 0;
        int number = 0;
        int start = 0;
        for (int end = 0; end < frame.length; end++) {
            if (frame[end] != '\n') {
                continue;
            }
            number++;
            String text = decode(frame, start, end > start && frame[end - 1] == '\r' ? end - 1 : end, number);
            start = end + 1;
            if (openedAt == 0) {
                openedAt = number;
            } else if (text.isEmpty()) {
                throw malformed(number - 1, "the line ends in a backslash, but a blank line follows: expected its"
                        + " continuation");
            }
            boolean folded = text.endsWith("\\");
            String part = folded ? text.substring(0, text.length() - 1) : text;
            open.append(openedAt == number ? part : withoutIndent(part));
            if (!folded) {
                if (!text.isEmpty() || openedAt != number) {
                    lines.add(new Line(openedAt, open.toString()));
                }
                open.setLength(0);
                openedAt = 0;
            }
        }
        return lines;
    }

    private static String withoutIndent(String text) {
        int start = 0;
        while (start < text.length() && Header.isBlank(text.charAt(start))) {
            start++;
        }
        return text.substring(start);
    }

    private static String decode(byte[] frame, int start, int end, int number) throws ControlMessageException {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(frame, start, end - start)).toString();
        } catch (CharacterCodingException e) {
            throw malformed(number, "the line is not UTF-8");
        }
        int control = Header.indexOfControl(text);
        if (control >= 0) {
            throw malformed(number, "control character U+%04X at column %d".formatted((int) text.charAt(control),
                    control + 1));
        }
        return text;
    }

    private static ControlMessageException malformed(int line, String sentence) {
        return ControlMessageException.refused(StatusCode.MALFORMED, line, sentence);
    }
}
