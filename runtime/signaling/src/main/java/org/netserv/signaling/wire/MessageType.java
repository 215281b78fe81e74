package org.netserv.signaling.wire;

import static org.netserv.signaling.wire.ObjectType.ERROR_REPORT;
import static org.netserv.signaling.wire.ObjectType.HELLO_ID;
import static org.netserv.signaling.wire.ObjectType.MRI;
import static org.netserv.signaling.wire.ObjectType.NAT_TRAVERSAL;
import static org.netserv.signaling.wire.ObjectType.NETWORK_INFO;
import static org.netserv.signaling.wire.ObjectType.NSLP_DATA;
import static org.netserv.signaling.wire.ObjectType.QUERY_COOKIE;
import static org.netserv.signaling.wire.ObjectType.RESPONDER_COOKIE;
import static org.netserv.signaling.wire.ObjectType.SESSION_ID;
import static org.netserv.signaling.wire.ObjectType.STACK_CONFIG;
import static org.netserv.signaling.wire.ObjectType.STACK_PROPOSAL;

import org.jspecify.annotations.Nullable;

/** The messages of GIST, and which objects each has, in order. RFC 5971 §5.1. */
public enum MessageType {
    QUERY(0, MRI.bit() | SESSION_ID.bit() | NETWORK_INFO.bit() | QUERY_COOKIE.bit(), NAT_TRAVERSAL, MRI, SESSION_ID,
            NETWORK_INFO, QUERY_COOKIE, STACK_PROPOSAL, STACK_CONFIG, NSLP_DATA), RESPONSE(1,
                    MRI.bit() | SESSION_ID.bit() | NETWORK_INFO.bit() | QUERY_COOKIE.bit(), NAT_TRAVERSAL, MRI,
                    SESSION_ID,
                    NETWORK_INFO, QUERY_COOKIE, RESPONDER_COOKIE, STACK_PROPOSAL, STACK_CONFIG, NSLP_DATA), CONFIRM(2,
                            MRI.bit() | SESSION_ID.bit() | NETWORK_INFO.bit(), MRI, SESSION_ID, NETWORK_INFO,
                            RESPONDER_COOKIE,
                            STACK_PROPOSAL, STACK_CONFIG, NSLP_DATA), DATA(3,
                                    MRI.bit() | SESSION_ID.bit() | NSLP_DATA.bit(), NAT_TRAVERSAL, MRI, SESSION_ID,
                                    NETWORK_INFO, NSLP_DATA), ERROR(4, ERROR_REPORT.bit(), NAT_TRAVERSAL, NETWORK_INFO,
                                            ERROR_REPORT), HELLO(5, HELLO_ID.bit(), HELLO_ID);

    private static final MessageType[] BY_CODE = values();
    private static final int NIBBLE = 4;
    private static final int ABSENT = 0xF;

    private final int code;
    private final int required;
    /** Four bits an object: its place, or {@link #ABSENT}. */
    private final long places;

    MessageType(int code, int required, ObjectType... order) {
        this.code = code;
        this.required = required;
        long packed = -1L;
        for (int i = 0; i < order.length; i++) {
            int shift = NIBBLE * order[i].code();
            packed = (packed & ~((long) ABSENT << shift)) | (long) i << shift;
        }
        places = packed;
    }

    /** The type with this code, or null. */
    public static @Nullable MessageType of(int code) {
        return code < BY_CODE.length ? BY_CODE[code] : null;
    }

    /** Its number on the wire. */
    public int code() {
        return code;
    }

    /** Where the object stands among the others; −1 if the message has no such object. */
    int place(ObjectType type) {
        int place = (int) (places >>> (NIBBLE * type.code())) & ABSENT;
        return place == ABSENT ? -1 : place;
    }

    /** The objects that must be there, as bits. */
    int required() {
        return required;
    }
}
