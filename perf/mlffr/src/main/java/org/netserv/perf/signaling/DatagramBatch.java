package org.netserv.perf.signaling;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.netserv.ffi.Errno;
import org.netserv.ffi.Linux;
import org.netserv.ffi.MessageVector;
import org.netserv.ffi.NativeException;
import org.netserv.ffi.NativeSocket;

/**
 * Datagrams that one system call receives, or sends, over a socket that is connected.
 *
 * <p><b>Thread.</b> One; allocates nothing.
 */
final class DatagramBatch {
    private static final int SLOT_BYTES = 1024;

    private final int slots;
    private final MemorySegment memory;
    private final MessageVector vector;

    DatagramBatch(Arena arena, int slots) {
        this.slots = slots;
        memory = arena.allocate((long) slots * SLOT_BYTES);
        vector = new MessageVector(arena, slots, slots);
        for (int i = 0; i < slots; i++) {
            length(i, SLOT_BYTES);
            vector.message(i, i, 1);
        }
    }

    int slots() {
        return slots;
    }

    MemorySegment memory() {
        return memory;
    }

    /** Where a datagram begins. */
    long at(int slot) {
        return (long) slot * SLOT_BYTES;
    }

    /** Length of a datagram that was received. */
    int length(int slot) {
        return vector.length(slot);
    }

    /** Says how long a datagram is that is to be sent. */
    void length(int slot, int bytes) {
        vector.buffer(slot, memory, at(slot), bytes);
    }

    /** Receives what is there; how many. <b>Errors.</b> {@link NativeException} if nobody listens at the other end. */
    int receive(NativeSocket socket) {
        int received = socket.receive(vector, slots, Linux.MSG_DONTWAIT);
        if (received < 0 && received != -Errno.EAGAIN && received != -Errno.EINTR) {
            throw new NativeException("recvmmsg", "of the load", -received);
        }
        return Math.max(0, received);
    }

    /** Sends datagrams from the first; how many went, which may be none. <b>Errors.</b> As {@link #receive}. */
    int send(NativeSocket socket, int first, int count) {
        int sent = socket.send(vector, first, count, Linux.MSG_DONTWAIT);
        if (sent < 0 && sent != -Errno.EAGAIN && sent != -Errno.EINTR) {
            throw new NativeException("sendmmsg", "of the load", -sent);
        }
        return Math.max(0, sent);
    }

    /** Sends the first so many, all of them. */
    void sendAll(NativeSocket socket, int count) {
        for (int sent = 0; sent < count;) {
            sent += send(socket, sent, count - sent);
        }
    }
}
