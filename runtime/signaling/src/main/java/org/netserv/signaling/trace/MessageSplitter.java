package org.netserv.signaling.trace;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.Consumer;
import org.netserv.signaling.wire.MessageHeader;

/**
 * Takes the bytes of one direction of a connection in order, and makes messages of them: several of a segment, or one of several.
 * It keeps no more than the longest message.
 */
final class MessageSplitter {
    /** What TLS records begin with: their types, and the version's upper half. RFC 8446 §5.1. */
    private static final int TLS_FIRST = 20;
    private static final int TLS_LAST = 23;
    private static final int TLS_VERSION = 3;
    private static final int SHOWN_OF_NONSENSE = 64;

    /** What has become of the bytes. */
    enum State {
        /** They are messages until now. */
        READING,
        /** They are TLS records. */
        TLS,
        /** Where a message should begin there is none: nobody knows where the next one does. */
        LOST
    }

    private byte[] held = new byte[0];
    private int length;
    private State state = State.READING;

    /** How many bytes it keeps of a message that is not whole. */
    int held() {
        return length;
    }

    State state() {
        return state;
    }

    /** Whether a message begins at {@code from}, with all of it there and no fault. */
    static boolean beginsWithMessage(byte[] in, int from, int count) {
        MemorySegment memory = MemorySegment.ofArray(in);
        if (count < MessageHeader.BYTES || MessageHeader.type(memory, from) == null) {
            return false;
        }
        int bytes = MessageHeader.messageBytes(memory, from);
        return bytes <= count && MessageReading.of(memory, from, bytes, true).message() != null;
    }

    /** Whether TLS records, or one of them, may begin at {@code from}. */
    static boolean beginsWithTls(byte[] in, int from, int count) {
        return count > 1 && (in[from] & 0xff) >= TLS_FIRST && (in[from] & 0xff) <= TLS_LAST
                && in[from + 1] == TLS_VERSION;
    }

    /** The next bytes. */
    void take(byte[] in, int from, int count, Consumer<MessageReading> out) {
        if (state != State.READING) {
            return;
        }
        append(in, from, count);
        MemorySegment memory = MemorySegment.ofArray(held);
        int at = 0;
        while (state == State.READING && length - at >= 2) {
            if (beginsWithTls(held, at, length - at)) {
                state = State.TLS;
            } else if (held[at] != 1) {
                state = State.LOST;
                out.accept(MessageReading.of(memory, at, Math.min(length - at, SHOWN_OF_NONSENSE), true));
            } else if (length - at < MessageHeader.BYTES || length - at < MessageHeader.messageBytes(memory, at)) {
                break;
            } else {
                int bytes = MessageHeader.messageBytes(memory, at);
                out.accept(MessageReading.of(memory, at, bytes, true));
                at += bytes;
            }
        }
        keepFrom(at);
    }

    private void append(byte[] in, int from, int count) {
        if (held.length < length + count) {
            held = Arrays.copyOf(held, Math.max(length + count, Math.min(2 * length, MessageHeader.MAX_MESSAGE_BYTES)));
        }
        System.arraycopy(in, from, held, length, count);
        length += count;
    }

    private void keepFrom(int at) {
        if (state != State.READING || at == length) {
            held = new byte[0];
            length = 0;
        } else {
            System.arraycopy(held, at, held, 0, length - at);
            length -= at;
        }
    }

    /** Gives up what it keeps: nothing more will come. */
    void end() {
        state = State.LOST;
        keepFrom(0);
    }
}
