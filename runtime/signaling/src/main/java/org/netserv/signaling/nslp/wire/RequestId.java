package org.netserv.signaling.nslp.wire;

/**
 * Tells requests apart, and which of a session's came first.
 *
 * @param id random; a response has that of its request
 * @param epoch another one says that the sender counts anew
 * @param sequence grows with each request of the session, modulo 2³²
 */
public record RequestId(int id, int epoch, int sequence) {
    /** Whether a request with this comes before the other one, and after it was out of order. RFC 1982. */
    public boolean isBefore(RequestId other) {
        return epoch == other.epoch && sequence - other.sequence < 0;
    }

    @Override
    public String toString() {
        return "%08x/%d.%d".formatted(id, Integer.toUnsignedLong(epoch), Integer.toUnsignedLong(sequence));
    }
}
