package org.netserv.signaling.wire;

/**
 * The four bytes in front of each object. RFC 5971 §A.2.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+---+-----------------------+-------+-----------------------+
 * |A|B|rsv|        Type           |  rsv  |    Length in words    |
 * +-+-+---+-----------------------+-------+-----------------------+
 * </pre>
 *
 * A and B say what becomes of an object that a node does not know.
 */
final class ObjectHeader {
    static final int BYTES = 4;
    static final int TYPE_MASK = 0xFFF;
    static final int LENGTH_MASK = 0xFFF;

    /** The message is refused. */
    static final int MANDATORY = 0;
    /** The object is left out. */
    static final int IGNORE = 1;
    /** The object stays in messages that are forwarded. */
    static final int FORWARD = 2;

    private ObjectHeader() {}

    static int action(int firstHalf) {
        return firstHalf >>> 14;
    }
}
