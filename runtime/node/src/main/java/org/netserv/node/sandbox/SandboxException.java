package org.netserv.node.sandbox;

/** A module that is refused or fails: which kind of refusal, and one sentence for the publisher. */
public final class SandboxException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** A refusal without a cause worth showing. */
    public SandboxException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** A refusal with its cause. */
    public SandboxException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** What kind of refusal. */
    public Reason reason() {
        return reason;
    }

    /** What kind of refusal it is: decides the answer's code. */
    public enum Reason {
        /** The bundle is not one that may run here: 422. */
        REJECTED,
        /** A dependency is not there: 412. */
        DEPENDENCY,
        /** The module's start failed: 500. */
        START_FAILED,
        /** This host cannot keep what the sandbox promises. */
        UNAVAILABLE
    }
}
