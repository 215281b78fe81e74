package org.netserv.signaling.transport;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.netserv.ffi.Linux;
import org.netserv.ffi.MessageVector;
import org.netserv.ffi.NativeSocket;
import org.netserv.ffi.SocketAddresses;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.wire.MessageHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages that leave by a UDP socket together: the answers to a batch of datagrams take one system call. They wait until there are
 * as many as there is room for, or until {@link #flush}.
 *
 * <p><b>Thread.</b> {@code netserv-gist}; allocates nothing.
 */
final class UdpOutbox {
    private static final Logger LOG = LoggerFactory.getLogger(UdpOutbox.class);

    private static final int MESSAGES = 32;
    /** Room for the longest message, and for as many as leave together of a usual length. */
    private static final int BYTES = 2 * 65_536;

    private final NativeSocket socket;
    private final boolean isIpv4;
    private final int addressBytes;
    private final MemorySegment memory;
    private final MemorySegment addresses;
    private final MessageVector vector;
    private int waiting;
    private long end;

    UdpOutbox(Arena arena, NativeSocket socket, boolean isIpv4) {
        this.socket = socket;
        this.isIpv4 = isIpv4;
        addressBytes = isIpv4 ? SocketAddresses.IPV4_BYTES : SocketAddresses.IPV6_BYTES;
        memory = arena.allocate(BYTES);
        addresses = arena.allocate((long) MESSAGES * addressBytes, Long.BYTES);
        vector = new MessageVector(arena, MESSAGES, MESSAGES);
        for (int i = 0; i < MESSAGES; i++) {
            vector.name(i, addresses, (long) i * addressBytes, addressBytes);
            vector.message(i, i, 1);
        }
    }

    /** Adds a message to a node. */
    void add(MemorySegment message, int length, IpAddress node, int port) {
        int bytes = MessageHeader.MAGIC_BYTES + length;
        if (waiting == MESSAGES || end + bytes > BYTES) {
            flush();
        }
        long at = MessageHeader.writeMagic(memory, end);
        MemorySegment.copy(message, 0, memory, at, length);
        vector.buffer(waiting, memory, end, bytes);
        long name = (long) waiting * addressBytes;
        if (isIpv4) {
            SocketAddresses.ipv4(addresses, name, (int) node.low(), port);
        } else {
            SocketAddresses.ipv6(addresses, name, node.high(), node.low(), port, 0);
        }
        waiting++;
        end += bytes;
    }

    /** Sends all that wait. One that the kernel refuses is as if it were lost on the way; whoever needs an answer sends again. */
    void flush() {
        for (int first = 0; first < waiting;) {
            int sent = socket.send(vector, first, waiting - first, Linux.MSG_DONTWAIT);
            if (sent < 0) {
                // It may have been what ICMP says of an earlier one, which a socket tells once, in place of sending.
                sent = socket.send(vector, first, waiting - first, Linux.MSG_DONTWAIT);
            }
            if (sent > 0) {
                first += sent;
            } else {
                LOG.debug("signaling: cannot send a message: errno {}", -sent);
                first++;
            }
        }
        waiting = 0;
        end = 0;
    }
}
