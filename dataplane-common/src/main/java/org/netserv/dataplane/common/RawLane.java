package org.netserv.dataplane.common;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.netserv.ffi.Errno;
import org.netserv.ffi.Linux;
import org.netserv.ffi.MessageVector;
import org.netserv.ffi.NativeException;
import org.netserv.ffi.NativeSocket;
import org.netserv.ffi.SocketAddresses;
import org.netserv.node.packet.PacketBatch;

/**
 * One address family of a {@link RawEmitter}: its raw socket, and the packets of a batch on their way to one sendmmsg.
 *
 * <p><b>Thread.</b> One.
 */
final class RawLane implements AutoCloseable {
    private static final int CAPACITY = PacketBatch.MAX_SIZE;
    private static final int SEND_BUFFER = 4 << 20;
    private static final long LINK_LOCAL_MASK = 0xffc0_0000_0000_0000L;
    private static final long LINK_LOCAL = 0xfe80_0000_0000_0000L;

    private final NativeSocket socket;
    private final boolean isIpv4;
    private final int addressBytes;
    private final MemorySegment addresses;
    private final MessageVector vector;
    private final EmitCounters counters;
    private int size;

    private RawLane(Arena arena, NativeSocket socket, boolean isIpv4, EmitCounters counters) {
        this.socket = socket;
        this.isIpv4 = isIpv4;
        this.counters = counters;
        addressBytes = isIpv4 ? SocketAddresses.IPV4_BYTES : SocketAddresses.IPV6_BYTES;
        addresses = arena.allocate((long) CAPACITY * addressBytes, Long.BYTES);
        vector = new MessageVector(arena, CAPACITY, CAPACITY);
        for (int i = 0; i < CAPACITY; i++) {
            vector.name(i, addresses, (long) i * addressBytes, addressBytes);
            vector.message(i, i, 1);
        }
    }

    static RawLane ipv4(Arena arena, int mark, EmitCounters counters) {
        NativeSocket socket = open(Linux.AF_INET, Linux.SOL_IP, Linux.IP_HDRINCL, mark);
        return new RawLane(arena, socket, true, counters);
    }

    static RawLane ipv6(Arena arena, int mark, EmitCounters counters) {
        NativeSocket socket = open(Linux.AF_INET6, Linux.SOL_IPV6, Linux.IPV6_HDRINCL, mark);
        return new RawLane(arena, socket, false, counters);
    }

    private static NativeSocket open(int family, int level, int headerIncluded, int mark) {
        NativeSocket socket = NativeSocket.open(family, Linux.SOCK_RAW, Linux.IPPROTO_RAW);
        try {
            socket.option(level, headerIncluded, 1);
            socket.option(Linux.SOL_SOCKET, Linux.SO_MARK, mark);
            socket.option(Linux.SOL_SOCKET, Linux.SO_SNDBUFFORCE, SEND_BUFFER);
            return socket;
        } catch (NativeException e) {
            socket.close();
            throw e;
        }
    }

    void add(PacketBatch batch, int i) {
        if (size == CAPACITY) {
            flush();
        }
        long address = (long) size * addressBytes;
        long high = batch.destinationHigh(i);
        long low = batch.destinationLow(i);
        if (isIpv4) {
            SocketAddresses.ipv4(addresses, address, (int) low, 0);
        } else {
            int scope = (high & LINK_LOCAL_MASK) == LINK_LOCAL ? batch.ingress(i) : 0;
            SocketAddresses.ipv6(addresses, address, high, low, 0, scope);
        }
        vector.buffer(size, batch.memory(), batch.offset(i), batch.length(i));
        size++;
    }

    /** A packet that the kernel refuses is counted and passed over; those behind it are sent. */
    void flush() {
        int next = 0;
        int sent = 0;
        while (next < size) {
            int result = socket.send(vector, next, size - next, Linux.MSG_DONTWAIT);
            if (result > 0) {
                next += result;
                sent += result;
            } else if (result != -Errno.EINTR) {
                counters.unsent(-result);
                next++;
            }
        }
        size = 0;
        counters.sent(sent);
    }

    void discard() {
        size = 0;
    }

    @Override
    public void close() {
        socket.close();
    }
}
