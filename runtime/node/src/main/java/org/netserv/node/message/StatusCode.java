package org.netserv.node.message;

import org.jspecify.annotations.Nullable;

/** The code of an answer. <b>Source.</b> netserv.md 3.2. */
public enum StatusCode {
    /** A part of what was asked for; another answer to the same message follows. */
    PART(100, "part"),
    /** It was done. */
    DONE(200, "done"),
    /** Taken over on the path; the result is reported later. */
    ACCEPTED(202, "accepted"),
    /** The message is not one; {@code line} says where. */
    MALFORMED(400, "malformed"),
    /** The signature does not hold, has expired or has been seen before. */
    UNAUTHENTICATED(401, "signature or replay"),
    /** The user may not do this; {@code detail} says which rule. */
    FORBIDDEN(403, "not authorised"),
    /** There is no such module. */
    NOT_FOUND(404, "no such module"),
    /** Another module is there under this id. */
    CONFLICT(409, "conflict"),
    /** What the module depends on is not present. */
    DEPENDENCY_MISSING(412, "dependency missing"),
    /** The JAR was fetched and refused. */
    REJECTED(422, "module rejected"),
    /** The JAR could not be fetched. */
    FETCH_FAILED(424, "fetch failed"),
    /** A limit of the user is reached. */
    QUOTA(429, "quota"),
    /** The module's own start failed. */
    START_FAILED(500, "module failed to start"),
    /** A header has a value that this node does not support. */
    UNSUPPORTED(501, "not supported"),
    /** The node takes no more work. */
    DRAINING(503, "draining");

    private final int code;
    private final String reason;

    StatusCode(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /** The words on the wire, for people. */
    public String reason() {
        return reason;
    }

    /** Whether the request was done or taken over. */
    public boolean isSuccess() {
        return code < 300;
    }

    /** The constant with that number; null if there is none. */
    public static @Nullable StatusCode of(int code) {
        for (StatusCode status : values()) {
            if (status.code == code) {
                return status;
            }
        }
        return null;
    }
}
