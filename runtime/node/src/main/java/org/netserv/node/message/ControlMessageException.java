package org.netserv.node.message;

import java.io.Serial;

/**
 * A control message that the node refuses, with one sentence for its sender.
 *
 * <p>If {@link #closesConnection()}, the place where the next message begins is not known: answer, then close.
 * Otherwise the message was read to its end, and the connection carries on.
 */
public final class ControlMessageException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final StatusCode code;
    private final int line;
    private final boolean closing;

    private ControlMessageException(StatusCode code, int line, String sentence, boolean closing) {
        super(sentence);
        this.code = code;
        this.line = line;
        this.closing = closing;
    }

    /** A whole message that is refused; {@code line} counts from 1, 0 if none is at fault. */
    public static ControlMessageException refused(StatusCode code, int line, String sentence) {
        return new ControlMessageException(code, line, sentence, false);
    }

    /** Bytes that have no end that could be trusted. */
    public static ControlMessageException unframed(int line, String sentence) {
        return new ControlMessageException(StatusCode.MALFORMED, line, sentence, true);
    }

    /** What the answer says. */
    public StatusCode code() {
        return code;
    }

    /** The line of the message that is at fault, from 1; 0 if it is none in particular. */
    public int line() {
        return line;
    }

    /** What is wrong and what was expected. */
    public String sentence() {
        return String.valueOf(getMessage());
    }

    /** Whether the connection must be closed behind the answer. */
    public boolean closesConnection() {
        return closing;
    }
}
