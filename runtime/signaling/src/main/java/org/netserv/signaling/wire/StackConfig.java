package org.netserv.signaling.wire;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * What the protocols of a stack proposal need to be told.
 *
 * @param holdMillis for how long the sender keeps an association open that nobody uses; unsigned 32 bits, not 0
 */
public record StackConfig(long holdMillis, List<Option> options) {

    /**
     * What one protocol is told.
     *
     * @param profile counted from 1; 0 for all that have the protocol
     * @param disabled the protocol is not to be used after all
     */
    public record Option(int protocol, int profile, boolean disabled, Octets value) {
        /** Refuses what has no place on the wire. */
        public Option {
            if (((protocol | profile) & ~0xFF) != 0 || value.length() > 0xFF) {
                throw new IllegalArgumentException("protocol=" + protocol + " profile=" + profile + " value=" + value);
            }
        }

        /** Where the protocol is to be reached. */
        public static Option port(int protocol, int profile, int port) {
            return new Option(protocol, profile, false, Octets.of((byte) (port >>> Byte.SIZE), (byte) port));
        }

        /** A protocol that needs nothing. */
        public static Option empty(int protocol, int profile) {
            return new Option(protocol, profile, false, Octets.EMPTY);
        }
    }

    /** Refuses what has no place on the wire. */
    public StackConfig {
        options = List.copyOf(options);
        if (holdMillis < 1 || holdMillis > 0xFFFF_FFFFL || options.size() > 0xFF) {
            throw new IllegalArgumentException("holdMillis=" + holdMillis + " options=" + options);
        }
    }

    /** The port of a protocol in a profile, if it has one. */
    public OptionalInt port(int protocol, int profile) {
        for (Option option : options) {
            byte[] value = option.value().borrow();
            if (option.protocol() == protocol && (option.profile() == profile || option.profile() == 0)
                    && !option.disabled() && value.length == Short.BYTES) {
                return OptionalInt.of((value[0] & 0xFF) << Byte.SIZE | (value[1] & 0xFF));
            }
        }
        return OptionalInt.empty();
    }

    /** The configuration of a message that has one. */
    public static StackConfig of(MessageView view) {
        return read(view.memory(), view.valueAt(ObjectType.STACK_CONFIG));
    }

    static StackConfig read(MemorySegment memory, long at) {
        List<Option> options = new ArrayList<>();
        long option = at + StackLayout.OPTIONS;
        for (int i = Wire.u8(memory, at); i > 0; i--) {
            int length = Wire.u8(memory, option + StackLayout.OPTION_LENGTH);
            boolean disabled = (Wire.u8(memory, option + StackLayout.OPTION_FLAGS) & StackLayout.DISABLED) != 0;
            options.add(new Option(Wire.u8(memory, option), Wire.u8(memory, option + StackLayout.OPTION_PROFILE),
                    disabled, Octets.owning(Wire.bytes(memory, option + StackLayout.OPTION_HEADER, length))));
            option = StackLayout.nextOption(memory, option);
        }
        return new StackConfig(Wire.u32(memory, at + StackLayout.HOLD_TIME), options);
    }

    int lengthBytes() {
        return StackLayout.OPTIONS + options.stream()
                .mapToInt(option -> StackLayout.OPTION_HEADER + Wire.padded(option.value().length())).sum();
    }

    void write(MemorySegment out, long at) {
        out.asSlice(at, lengthBytes()).fill((byte) 0);
        Wire.set8(out, at, options.size());
        Wire.set32(out, at + StackLayout.HOLD_TIME, (int) holdMillis);
        long next = at + StackLayout.OPTIONS;
        for (Option option : options) {
            Wire.set8(out, next, option.protocol());
            Wire.set8(out, next + StackLayout.OPTION_PROFILE, option.profile());
            Wire.set8(out, next + StackLayout.OPTION_LENGTH, option.value().length());
            Wire.set8(out, next + StackLayout.OPTION_FLAGS, option.disabled() ? StackLayout.DISABLED : 0);
            Wire.copy(option.value().borrow(), out, next + StackLayout.OPTION_HEADER);
            next = StackLayout.nextOption(out, next);
        }
    }
}
