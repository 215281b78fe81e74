package org.netserv.signaling.wire;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The value of a Message-Routing-Information object: which packets the signaling follows. RFC 5971 §A.3.1.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+-+-------------+-------+-+-+-+-+-+-+-+---------+
 * |    method     |N|  reserved   | IP-Ver|P|T|F|S|A|B|D| reserved|   path-coupled (0)
 * +---------------+-+-------------+-------+-+-+-+-+-+-+-+---------+
 * |    method     |N|  reserved   | IP-Ver|D|      reserved       |   loose-end (1)
 * +---------------+-+-------------+-------+-+---------------------+
 * |             source, then destination address                  |
 * +---------------+---------------+---------------+-----------+---+
 * | source prefix | dest. prefix  |   protocol    |  DS field |rsv|   path-coupled alone, as all that follows
 * +---------------+-------+-------+---------------+-----------+---+
 * |       reserved        |          flow label, if F             |
 * +-----------------------+---------------------------------------+
 * |                          SPI, if S                            |
 * +-------------------------------+-------------------------------+
 * |      source port, if A or B   |       destination port        |
 * +-------------------------------+-------------------------------+
 * </pre>
 */
final class MriLayout {
    static final int PATH_COUPLED = 0;
    static final int LOOSE_END = 1;

    static final int NAT_FLAG = 0x0080_0000;
    static final int VERSION_SHIFT = 12;
    static final int P = 0x0800;
    static final int T = 0x0400;
    static final int F = 0x0200;
    static final int S = 0x0100;
    static final int A = 0x0080;
    static final int B = 0x0040;
    static final int PATH_COUPLED_D = 0x0020;
    static final int LOOSE_END_D = 0x0800;
    /** What counts of the first word. */
    static final int PATH_COUPLED_MASK = 0xFF80_FFE0;
    static final int LOOSE_END_MASK = 0xFF80_F800;
    static final int PREFIX_WORD_MASK = 0xFFFF_FFFC;
    static final int FLOW_LABEL_MASK = 0x000F_FFFF;
    /** An IPv6 flow with label, SPI and ports. */
    static final int MAX_WORDS = 13;

    private MriLayout() {}

    static int method(int firstWord) {
        return firstWord >>> 24;
    }

    /** Words of an address of this IP version. */
    static int addressWords(int firstWord) {
        return version(firstWord) == 4 ? 1 : 4;
    }

    static int version(int firstWord) {
        return firstWord >>> VERSION_SHIFT & 0xF;
    }

    static int directionFlag(int firstWord) {
        return method(firstWord) == PATH_COUPLED ? PATH_COUPLED_D : LOOSE_END_D;
    }

    /** Length of a value that begins like this, in words. */
    static int words(int firstWord) {
        int addresses = 1 + 2 * addressWords(firstWord);
        return method(firstWord) == LOOSE_END ? addresses
                : addresses + 1 + bit(firstWord, F) + bit(firstWord, S)
                        + ((firstWord & (A | B)) == 0 ? 0 : 1);
    }

    /** What counts of the word at {@code index} of a value that begins like this: all but reserved bits. */
    static int mask(int firstWord, int index) {
        if (index == 0) {
            return method(firstWord) == PATH_COUPLED ? PATH_COUPLED_MASK : LOOSE_END_MASK;
        }
        int prefixes = 1 + 2 * addressWords(firstWord);
        if (index == prefixes) {
            return PREFIX_WORD_MASK;
        }
        return index == prefixes + 1 && (firstWord & F) != 0 ? FLOW_LABEL_MASK : -1;
    }

    /**
     * Null, or what is wrong with the value that starts at {@code at}, as a fault of the object whose header is at
     * {@code object}.
     */
    static @Nullable Fault check(MemorySegment memory, long object, long at, int words,
            Fault fault) {
        if (words < 1) {
            return fault.value(GistError.INCORRECT_OBJECT_LENGTH, memory, object, at);
        }
        int first = Wire.i32(memory, at);
        if (method(first) > LOOSE_END) {
            return fault.value(GistError.VALUE_NOT_SUPPORTED, memory, object, at);
        }
        if ((first & NAT_FLAG) != 0) {
            return fault.value(GistError.INVALID_FLAG_FIELD_COMBINATION, memory, object, at + 1);
        }
        if (version(first) != 4 && version(first) != 6) {
            return fault.value(GistError.VALUE_NOT_SUPPORTED, memory, object, at + 2);
        }
        if (words(first) != words) {
            return fault.value(GistError.INCORRECT_OBJECT_LENGTH, memory, object, words(first), at);
        }
        for (int i = 0; version(first) == 6 && i < 2; i++) {
            long address = at + Wire.WORD * (1L + 4L * i);
            if (Wire.isMappedIpv4(memory, address)) {
                return fault.value(GistError.INVALID_FLAG_FIELD_COMBINATION, memory, object, address);
            }
        }
        return method(first) == PATH_COUPLED ? checkFlow(memory, object, at, first, fault) : null;
    }

    private static @Nullable Fault checkFlow(MemorySegment memory, long object, long at,
            int first, Fault fault) {
        boolean labelledIpv4 = (first & F) != 0 && version(first) == 4;
        boolean transportOfNone = (first & (S | A | B)) != 0 && (first & P) == 0;
        if (labelledIpv4 || transportOfNone) {
            return fault.value(GistError.INVALID_FLAG_FIELD_COMBINATION, memory, object, at + 2);
        }
        long prefixes = at + Wire.WORD * (1L + 2L * addressWords(first));
        int longest = Integer.SIZE * addressWords(first);
        for (int i = 0; i < 2; i++) {
            if (Wire.u8(memory, prefixes + i) > longest) {
                return fault.value(GistError.INVALID_FLAG_FIELD_COMBINATION, memory, object, prefixes + i);
            }
        }
        return null;
    }

    private static int bit(int firstWord, int flag) {
        return (firstWord & flag) == 0 ? 0 : 1;
    }
}
