package org.netserv.signaling.wire;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The value of a NAT-Traversal object, which NATs that know GIST put into messages. RFC 5971 §A.3.8.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+---------------+---------------+
 * |  MRI words    |  type count   |   NAT count   |   reserved    |
 * +---------------+---------------+---------------+---------------+
 * |     original MRI value, then 16 bits a translated object      |
 * +-------------------------------+-------------------------------+
 * |      length in bytes          |  what the NAT has to remember |   each NAT, padded
 * +-------------------------------+-------------------------------+
 * </pre>
 */
final class NatTraversalLayout {
    static final int MRI = 4;

    private NatTraversalLayout() {}

    static @Nullable Fault check(MemorySegment memory, long object, long at, int words, Fault fault) {
        long end = at + (long) words * Wire.WORD;
        if (words < 1) {
            return fault.value(GistError.INCORRECT_OBJECT_LENGTH, memory, object, at);
        }
        int mriWords = Wire.u8(memory, at);
        long nat = at + MRI + (long) mriWords * Wire.WORD + Wire.padded(Wire.u8(memory, at + 1) * Short.BYTES);
        if (nat > end) {
            return fault.value(GistError.INCORRECT_OBJECT_LENGTH, memory, object, at);
        }
        Fault inMri = MriLayout.check(memory, object, at + MRI, mriWords, fault);
        if (inMri != null) {
            return inMri;
        }
        for (int i = Wire.u8(memory, at + 2); i > 0; i--) {
            if (nat + Short.BYTES > end) {
                return fault.value(GistError.INCORRECT_OBJECT_LENGTH, memory, object, at);
            }
            nat += Wire.padded(Short.BYTES + Wire.u16(memory, nat));
        }
        return nat == end ? null
                : fault.value(GistError.INCORRECT_OBJECT_LENGTH, memory, object, (int) (nat - at) / Wire.WORD, at);
    }
}
