package org.netserv.node.message;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a node says to a message.
 *
 * @param code what came of it
 * @param nodeId who answers; empty for nobody in particular
 * @param module the module that it is about, its version in full if that is known; empty for none
 * @param line the line of the message that is at fault, from 1; 0 for none
 * @param detail one sentence; empty for none
 * @param body for PROBE and STATUS; empty for none
 */
public record Answer(StatusCode code, String nodeId, String module, int line, String detail, String body) {

    private static final int MAX_DETAIL_CHARS = 2000;

    /** Makes one line of the detail: it may be the text of any exception. */
    public Answer {
        detail = oneLine(detail);
    }

    /** An answer with no more than its code and a sentence. */
    public static Answer of(StatusCode code, String detail) {
        return new Answer(code, "", "", 0, detail, "");
    }

    /** The answer to a message that was refused. */
    public static Answer of(ControlMessageException refusal) {
        return new Answer(refusal.code(), "", "", refusal.line(), refusal.sentence(), "");
    }

    /** The same from this node. */
    public Answer from(String node) {
        return new Answer(code, node, module, line, detail, body);
    }

    /** The same about this module. */
    public Answer about(@Nullable String moduleId) {
        return new Answer(code, nodeId, moduleId == null ? "" : moduleId, line, detail, body);
    }

    /** The same with this body. */
    public Answer with(String newBody) {
        return new Answer(code, nodeId, module, line, detail, newBody);
    }

    /** The bytes on the wire. */
    public byte[] toBytes() {
        StringBuilder text = new StringBuilder(256);
        text.append(ControlMessage.VERSION).append(' ').append(code.code()).append(' ').append(code.reason())
                .append('\n');
        header(text, "node-id", nodeId);
        header(text, "module", module);
        header(text, "line", line == 0 ? "" : Integer.toString(line));
        header(text, "detail", detail);
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        header(text, "content-length", content.length == 0 ? "" : Integer.toString(content.length));
        return text.append('\n').append(body).toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void header(StringBuilder text, String name, String value) {
        if (!value.isEmpty()) {
            text.append(name).append(':').append(value).append(value.endsWith("\\") ? "\\\n \n" : "\n");
        }
    }

    private static String oneLine(String text) {
        int end = text.length() <= MAX_DETAIL_CHARS ? text.length() : MAX_DETAIL_CHARS;
        StringBuilder line = new StringBuilder(end);
        text.substring(0, end).codePoints()
                .map(c -> Character.isISOControl(c) ? ' ' : Character.getType(c) == Character.SURROGATE ? '?' : c)
                .forEach(line::appendCodePoint);
        return Header.trim(line.toString());
    }
}
