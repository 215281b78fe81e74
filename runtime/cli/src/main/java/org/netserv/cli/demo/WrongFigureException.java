package org.netserv.cli.demo;

import java.io.Serial;

/** A figure that is not what it must be; the message is one sentence that names it. */
public final class WrongFigureException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With that sentence. */
    public WrongFigureException(String message) {
        super(message);
    }
}
