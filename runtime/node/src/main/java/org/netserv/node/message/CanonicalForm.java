package org.netserv.node.message;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;

/**
 * The bytes of a message that its signature covers: start line, then every header but {@code signature}, sorted by
 * name. However the text was folded, spaced and ordered, they are the same. <b>Source.</b> netserv.md 3.3.
 */
public final class CanonicalForm {

    private CanonicalForm() {}

    /** The canonical bytes, fresh. */
    public static byte[] of(ControlMessage message) {
        StringBuilder text = new StringBuilder(512);
        text.append(message.method()).append(' ').append(message.module()).append(' ')
                .append(ControlMessage.VERSION).append('\n');
        // Names are ASCII: comparing chars compares bytes.
        message.headers().stream().filter(header -> !header.name().equals(Header.SIGNATURE))
                .sorted(Comparator.comparing(Header::name))
                .forEach(header -> text.append(header.name()).append(':').append(header.value()).append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
