package org.netserv.node.plane;

/** A plane that cannot do what was asked of it: one sentence with what, where, and the cure if there is one. */
public class PlaneException extends Exception {
    private static final long serialVersionUID = 1L;

    /** A failure without a cause worth showing. */
    public PlaneException(String message) {
        super(message);
    }

    /** A failure with its cause. */
    public PlaneException(String message, Throwable cause) {
        super(message, cause);
    }
}
