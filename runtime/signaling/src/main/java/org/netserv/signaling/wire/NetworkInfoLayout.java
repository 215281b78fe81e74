package org.netserv.signaling.wire;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The value of a Network-Layer-Information object: who the sender is, and for how long it is to be believed. RFC 5971
 * §A.3.3.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+-------+-----------------------+
 * | PI length (B) |     IP TTL    | IP-Ver|       reserved        |
 * +---------------+---------------+-------+-----------------------+
 * |               routing state validity time, ms                 |
 * +---------------------------------------------------------------+
 * |      Peer-Identity, padded to words; Interface-Address        |
 * +---------------------------------------------------------------+
 * </pre>
 */
final class NetworkInfoLayout {
    static final int TTL = 1;
    static final int VERSION = 2;
    static final int VALIDITY = 4;
    static final int IDENTITY = 8;

    private NetworkInfoLayout() {}

    static @Nullable Fault check(MemorySegment memory, long object, long at, int words, Fault fault) {
        int fixed = IDENTITY / Wire.WORD;
        if (words < fixed) {
            return fault.value(GistError.INCORRECT_OBJECT_LENGTH, memory, object, at);
        }
        int version = Wire.u8(memory, at + VERSION) >>> 4;
        if (version != 4 && version != 6) {
            return fault.value(GistError.VALUE_NOT_SUPPORTED, memory, object, at + VERSION);
        }
        int identity = Wire.padded(Wire.u8(memory, at));
        int really = fixed + identity / Wire.WORD + (version == 4 ? 1 : 4);
        if (really != words) {
            return fault.value(GistError.INCORRECT_OBJECT_LENGTH, memory, object, really, at);
        }
        if (Wire.i32(memory, at + VALIDITY) == 0) {
            return fault.value(GistError.INVALID_FLAG_FIELD_COMBINATION, memory, object, at + VALIDITY);
        }
        if (version == 6 && Wire.isMappedIpv4(memory, at + IDENTITY + identity)) {
            return fault.value(GistError.INVALID_FLAG_FIELD_COMBINATION, memory, object, at + IDENTITY + identity);
        }
        return null;
    }
}
