package org.netserv.rig;

import java.io.Serial;

/** A rig that could not be built or did not do what was asked of it; the message is one sentence for its user. */
public final class RigException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** Without a cause. */
    public RigException(String message) {
        super(message);
    }

    /** With what led to it. */
    public RigException(String message, Throwable cause) {
        super(message, cause);
    }
}
