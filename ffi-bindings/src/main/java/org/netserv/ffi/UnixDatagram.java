package org.netserv.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * A Unix datagram socket that sends to one place: a kind of socket that the JDK does not have.
 *
 * <p>It is not connected: one that is loses its receiver for good when that closes its socket, and opens it again.
 *
 * <p><b>Thread.</b> Any.
 *
 * <p><b>Source.</b> unix(7).
 */
public final class UnixDatagram implements AutoCloseable {
    private final NativeSocket socket = NativeSocket.open(Linux.AF_UNIX, Linux.SOCK_DGRAM, 0);
    private final String to;

    /**
     * A socket that sends to the one with this name, whether there is one or not.
     *
     * @param to as {@link SocketAddresses#unix} takes it
     */
    public UnixDatagram(String to) {
        this.to = to;
    }

    /**
     * Sends one datagram; waits while the receiver has too many that it has not read.
     *
     * <p><b>Errors.</b> {@link NativeException} if there is no receiver, or it is not ours to send to.
     */
    public synchronized void send(String text) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = SocketAddresses.unix(arena, to);
            MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, text.getBytes(StandardCharsets.UTF_8));
            MessageVector message = new MessageVector(arena, 1, 1);
            message.name(0, address, 0, Math.toIntExact(address.byteSize()));
            message.buffer(0, bytes, 0, bytes.byteSize());
            message.message(0, 0, 1);
            long result = socket.sendOne(message, 0, Linux.MSG_NOSIGNAL);
            if (result < 0) {
                throw new NativeException("sendmsg", "to=" + to + " length=" + bytes.byteSize(), (int) -result);
            }
        }
    }

    @Override
    public synchronized void close() {
        socket.close();
    }
}
