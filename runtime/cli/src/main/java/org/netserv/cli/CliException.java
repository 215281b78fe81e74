package org.netserv.cli;

import java.io.Serial;

/** A subcommand that cannot do what was asked; the message is one sentence for the user, and the exit code 1. */
public final class CliException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** Without a cause. */
    public CliException(String message) {
        super(message);
    }

    /** With what led to it. */
    public CliException(String message, Throwable cause) {
        super(message, cause);
    }
}
