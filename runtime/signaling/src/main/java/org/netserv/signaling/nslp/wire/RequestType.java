package org.netserv.signaling.nslp.wire;

import org.jspecify.annotations.Nullable;
import org.netserv.node.message.Method;

/** What a message asks for. Its number is the first byte of a request; the response has {@link Frame#RESPONSE} added. */
public enum RequestType {
    /** Install a module on every node of the path. */
    SETUP(1, Method.SETUP),
    /** Remove it. */
    REMOVE(2, Method.REMOVE),
    /** Ask every node about it. */
    PROBE(3, Method.PROBE),
    /** Have the path's last node send the SETUP or PROBE within back to the flow's source. */
    TRIGGER(4, null),
    /** The path of the SETUP with this id does not lead here any more. It has no response. */
    TEARDOWN(5, null);

    private final int code;
    private final @Nullable Method method;

    RequestType(int code, @Nullable Method method) {
        this.code = code;
        this.method = method;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /** The request that a control message of this method is; null for the operator's. */
    public static @Nullable RequestType of(Method method) {
        for (RequestType type : values()) {
            if (type.method == method) {
                return type;
            }
        }
        return null;
    }

    /** The method of the control message that it carries; null for {@link #TRIGGER}, which may carry several, and
     * for {@link #TEARDOWN}, which carries none. */
    @Nullable
    Method method() {
        return method;
    }

    static @Nullable RequestType ofCode(int code) {
        for (RequestType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        return null;
    }
}
