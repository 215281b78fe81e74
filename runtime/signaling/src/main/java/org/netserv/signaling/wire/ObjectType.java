package org.netserv.signaling.wire;

import org.jspecify.annotations.Nullable;

/** The objects of GIST. RFC 5971 §A.3. */
public enum ObjectType {
    MRI(0), SESSION_ID(1), NETWORK_INFO(2), STACK_PROPOSAL(3), STACK_CONFIG(4), QUERY_COOKIE(5), RESPONDER_COOKIE(
            6), NAT_TRAVERSAL(7), NSLP_DATA(8), ERROR_REPORT(9), HELLO_ID(10);

    static final int COUNT = 11;

    private static final ObjectType[] BY_CODE = values();

    private final int code;

    ObjectType(int code) {
        this.code = code;
    }

    /** The type with this code, or null. */
    public static @Nullable ObjectType of(int code) {
        return code < COUNT ? BY_CODE[code] : null;
    }

    /** Its number on the wire. */
    public int code() {
        return code;
    }

    int bit() {
        return 1 << code;
    }
}
