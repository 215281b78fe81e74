package org.netserv.perf.signaling;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import org.netserv.signaling.wire.MessageHeader;
import org.netserv.signaling.wire.MessageView;
import org.netserv.signaling.wire.MessageWriter;
import org.netserv.signaling.wire.ObjectType;

/**
 * A datagram with a message that is the same for all sessions, but for some numbers in it.
 *
 * <p><b>Thread.</b> One; {@link #copy} and {@link #set} allocate nothing.
 */
final class Template {
    private static final int LONGEST = 512;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final MemorySegment bytes;
    private final int length;
    private final MessageView view = new MessageView();

    /** @param content writes the message into memory, from where its magic ends */
    Template(Arena arena, MessageWriter writer, Consumer<MemorySegment> content) {
        bytes = arena.allocate(LONGEST);
        MessageHeader.writeMagic(bytes, 0);
        content.accept(bytes);
        length = MessageHeader.MAGIC_BYTES + writer.end();
        if (view.parse(bytes, MessageHeader.MAGIC_BYTES, length - MessageHeader.MAGIC_BYTES, false) != null) {
            throw new IllegalArgumentException("not a message of GIST");
        }
    }

    int length() {
        return length;
    }

    /** Where the value of an object lies, from the start of the datagram. */
    int place(ObjectType object) {
        return Math.toIntExact(view.valueAt(object));
    }

    /** Where the ports of the flow lie: its last word. */
    int placeOfPorts() {
        return place(ObjectType.MRI) + (view.mriWords() - 1) * Integer.BYTES;
    }

    /** Writes it as it is. */
    void copy(MemorySegment out, long at) {
        MemorySegment.copy(bytes, 0, out, at, length);
    }

    static void set(MemorySegment out, long at, int value) {
        out.set(INT, at, value);
    }

    static void set(MemorySegment out, long at, long value) {
        out.set(LONG, at, value);
    }

    static int intAt(MemorySegment in, long at) {
        return in.get(INT, at);
    }

    static long longAt(MemorySegment in, long at) {
        return in.get(LONG, at);
    }
}
