package org.netserv.signaling.wire;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The values of the Stack-Proposal and Stack-Configuration-Data objects: the transports of a messaging association. RFC 5971
 * §A.3.4, §A.3.5.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+-----------------------------------------------+
 * |  Prof-Count   |                  reserved                     |   proposal
 * +---------------+---------------+-------------------------------+
 * |  layer count  |    protocol   | ... top to bottom, padded     |   each profile
 * +---------------+---------------+-------------------------------+
 *
 * +---------------+-----------------------------------------------+
 * |   MPO-Count   |                  reserved                     |   configuration
 * +---------------+-----------------------------------------------+
 * |                      MA-Hold-Time, ms                         |
 * +---------------+---------------+---------------+-+-------------+
 * |    protocol   |    profile    |options (bytes)|D|  reserved   |   each protocol's options
 * +---------------+---------------+---------------+-+-------------+
 * |                      options, padded                          |
 * +---------------------------------------------------------------+
 * </pre>
 */
final class StackLayout {
    static final int PROFILES = 4;
    static final int HOLD_TIME = 4;
    static final int OPTIONS = 8;
    static final int OPTION_HEADER = 4;
    static final int OPTION_PROFILE = 1;
    static final int OPTION_LENGTH = 2;
    static final int OPTION_FLAGS = 3;
    static final int DISABLED = 0x80;

    private StackLayout() {}

    static @Nullable Fault checkProposal(MemorySegment memory, long object, long at, int words, Fault fault) {
        if (words < 1) {
            return fault.value(GistError.INCORRECT_OBJECT_LENGTH, memory, object, at);
        }
        int profiles = Wire.u8(memory, at);
        if (profiles == 0) {
            return fault.value(GistError.VALUE_NOT_SUPPORTED, memory, object, at);
        }
        long end = at + (long) words * Wire.WORD;
        long profile = at + PROFILES;
        for (int i = 0; i < profiles; i++) {
            if (profile >= end) {
                return fault.value(GistError.INCORRECT_OBJECT_LENGTH, memory, object, at);
            }
            int layers = Wire.u8(memory, profile);
            if (layers == 0) {
                return fault.value(GistError.EMPTY_LIST, memory, object, profile);
            }
            profile += Wire.padded(1 + layers);
        }
        return profile == end ? null
                : fault.value(GistError.INCORRECT_OBJECT_LENGTH, memory, object, (int) (profile - at) / Wire.WORD, at);
    }

    static @Nullable Fault checkConfig(MemorySegment memory, long object, long at, int words, Fault fault) {
        if (words < OPTIONS / Wire.WORD) {
            return fault.value(GistError.INCORRECT_OBJECT_LENGTH, memory, object, at);
        }
        if (Wire.i32(memory, at + HOLD_TIME) == 0) {
            return fault.value(GistError.INVALID_FLAG_FIELD_COMBINATION, memory, object, at + HOLD_TIME);
        }
        long end = at + (long) words * Wire.WORD;
        long option = at + OPTIONS;
        for (int i = Wire.u8(memory, at); i > 0; i--) {
            if (option >= end) {
                return fault.value(GistError.INCORRECT_OBJECT_LENGTH, memory, object, at);
            }
            option = nextOption(memory, option);
        }
        return option == end ? null
                : fault.value(GistError.INCORRECT_OBJECT_LENGTH, memory, object, (int) (option - at) / Wire.WORD, at);
    }

    /** Each option is of a protocol, and of a profile, that the proposal has; both values are whole. */
    static @Nullable Fault checkTogether(MemorySegment memory, long proposalObject, long configObject, Fault fault) {
        long proposal = proposalObject + ObjectHeader.BYTES;
        long config = configObject + ObjectHeader.BYTES;
        long option = config + OPTIONS;
        for (int i = Wire.u8(memory, config); i > 0; i--) {
            int protocol = Wire.u8(memory, option);
            int profile = Wire.u8(memory, option + OPTION_PROFILE);
            if (!proposes(memory, proposal, protocol, profile)) {
                return fault.mismatch(memory, proposalObject, configObject, option);
            }
            option = nextOption(memory, option);
        }
        return null;
    }

    static long nextOption(MemorySegment memory, long option) {
        return option + OPTION_HEADER + Wire.padded(Wire.u8(memory, option + OPTION_LENGTH));
    }

    private static boolean proposes(MemorySegment memory, long proposal, int protocol, int wantedProfile) {
        long profile = proposal + PROFILES;
        for (int i = 1; i <= Wire.u8(memory, proposal); i++) {
            int layers = Wire.u8(memory, profile);
            for (int layer = 1; layer <= layers; layer++) {
                if ((wantedProfile == 0 || wantedProfile == i) && Wire.u8(memory, profile + layer) == protocol) {
                    return true;
                }
            }
            profile += Wire.padded(1 + layers);
        }
        return false;
    }
}
