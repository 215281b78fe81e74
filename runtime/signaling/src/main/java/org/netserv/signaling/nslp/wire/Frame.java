package org.netserv.signaling.nslp.wire;

import org.netserv.signaling.wire.Octets;

/**
 * A message as far as every node on the path has to understand it: what it is, which request it belongs to, and that its
 * objects lie within it.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-------------+---------------+-------------------------------+
 * |R|    type     |     flags     |   length in bytes, all of it  |
 * +-+-------------+---------------+-------------------------------+
 * |                  Request-ID, then other objects               |
 * </pre>
 *
 * @param type what is asked for
 * @param isResponse whether it answers that
 * @param flags of a response, {@link #TRUNCATED} and {@link #PARTIAL}
 * @param id of the request
 * @param data all of it
 */
public record Frame(RequestType type, boolean isResponse, int flags, RequestId id, Octets data) {
    /** The longest message: what an NSLP-Data object holds. */
    public static final int MOST_BYTES = 0xFFF * Integer.BYTES;
    /** Some node found no room for its entry. */
    public static final int TRUNCATED = 0x01;
    /** The path may go on behind the first entry: its node got no answer, and cannot tell that nobody is there. */
    public static final int PARTIAL = 0x02;

    static final int HEADER_BYTES = 4;
    /** Added to the type. */
    static final int RESPONSE = 0x80;

    /**
     * Reads what is common to all messages.
     *
     * @throws NslpFormatException if the bytes are no message, or one of a type that this node does not know
     */
    public static Frame parse(Octets data) throws NslpFormatException {
        byte[] bytes = data.toArray();
        if (bytes.length < HEADER_BYTES || bytes.length > MOST_BYTES) {
            throw new NslpFormatException("a message has " + bytes.length + " bytes: expected " + HEADER_BYTES + " to "
                    + MOST_BYTES);
        }
        int length = (bytes[2] & 0xFF) << 8 | (bytes[3] & 0xFF);
        if (length != bytes.length) {
            throw new NslpFormatException("the header says " + length + " bytes, there are " + bytes.length);
        }
        int first = bytes[0] & 0xFF;
        RequestType type = RequestType.ofCode(first & ~RESPONSE);
        if (type == null) {
            throw new NslpFormatException("there is no message of type " + first);
        }
        ObjectReader objects = new ObjectReader(bytes, HEADER_BYTES, bytes.length);
        if (!objects.next() || objects.type() != ObjectTypes.REQUEST_ID) {
            throw new NslpFormatException("the first object is not a Request-ID");
        }
        RequestId id = new RequestId(objects.takeU32(), objects.takeU32(), objects.takeU32());
        objects.endOfValue();
        while (objects.next()) {
            if (objects.type() == ObjectTypes.REQUEST_ID) {
                throw new NslpFormatException("there are two Request-IDs");
            }
        }
        return new Frame(type, (first & RESPONSE) != 0, bytes[1] & 0xFF, id, data);
    }

    /** The message that these objects make. <b>Errors.</b> {@link IllegalArgumentException} if it would be too long. */
    static Octets build(RequestType type, boolean isResponse, int flags, RequestId id, ObjectWriter objects) {
        ObjectWriter head = new ObjectWriter().header(ObjectTypes.REQUEST_ID, 3 * Integer.BYTES).u32(id.id())
                .u32(id.epoch()).u32(id.sequence());
        int length = HEADER_BYTES + head.length() + objects.length();
        if (length > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "the message has " + length + " bytes in its binary form: expected at most "
                            + MOST_BYTES);
        }
        return Octets.of(new ObjectWriter().u8(type.code() | (isResponse ? RESPONSE : 0)).u8(flags).u16(length)
                .raw(head.bytes()).raw(objects.bytes()).bytes());
    }

    /** Its objects, the Request-ID first. */
    ObjectReader objects() {
        byte[] bytes = data.toArray();
        return new ObjectReader(bytes, HEADER_BYTES, bytes.length);
    }
}
