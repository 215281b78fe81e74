package org.netserv.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.netserv.ffi.libc.raw.sockaddr_ll;

/**
 * Copies of the packets that a host receives and sends, on all its interfaces, as far as a filter selects them: from their IP header on,
 * with the time at which the kernel saw them. Packets that XDP takes from an interface, or sends by it, are not among them.
 *
 * <p><b>Ownership.</b> Packets are in {@link #memory} until the next {@link #receive}.
 *
 * <p><b>Thread.</b> One. <b>Source.</b> packet(7), linux/if_packet.h.
 */
public final class PacketCapture implements AutoCloseable {
    private static final int SLOTS = 32;
    /** The longest packet that segments were put together to: the headers of IPv6 and its largest payload. */
    private static final int SLOT_BYTES = 65_600;
    private static final int ADDRESS_BYTES = 32;
    private static final int BUFFER_BYTES = 8 << 20;
    /** Kind of a link, in net/if_arp.h: the loopback interface, whose packets go out and come in again. */
    private static final int ARPHRD_LOOPBACK = 772;
    /** struct tpacket_stats: packets, and how many had no room. */
    private static final int STATISTICS_BYTES = 8;
    private static final int STATISTICS_DROPS = 4;

    private final Arena arena = Arena.ofShared();
    private final NativeSocket socket;
    private final MemorySegment memory = arena.allocate((long) SLOTS * SLOT_BYTES);
    private final MemorySegment addresses = arena.allocate((long) SLOTS * ADDRESS_BYTES, Long.BYTES);
    private final MemorySegment controls = arena.allocate((long) SLOTS * ArrivalData.CONTROL_BYTES, Long.BYTES);
    private final MessageVector vector = new MessageVector(arena, SLOTS, SLOTS);
    private final ArrivalData data = new ArrivalData();
    private long drops;

    private PacketCapture(NativeSocket socket) {
        this.socket = socket;
        for (int i = 0; i < SLOTS; i++) {
            vector.buffer(i, memory, (long) i * SLOT_BYTES, SLOT_BYTES);
            vector.message(i, i, 1);
        }
    }

    /**
     * Begins, in the network namespace of the calling thread.
     *
     * <p><b>Errors.</b> {@link NativeException}, with EPERM where CAP_NET_RAW is missing.
     */
    public static PacketCapture open(SocketFilter filter) {
        NativeSocket socket = NativeSocket.open(Linux.AF_PACKET, Linux.SOCK_DGRAM, 0);
        try (Arena scratch = Arena.ofConfined()) {
            // It is of no protocol until it is bound: no packet comes that the filter has not seen.
            socket.attach(filter);
            socket.option(Linux.SOL_SOCKET, Linux.SO_TIMESTAMPNS, 1);
            buffer(socket);
            MemorySegment everywhere = scratch.allocate(SocketAddresses.PACKET_BYTES);
            SocketAddresses.packet(everywhere, 0, Linux.ETH_P_ALL, 0);
            socket.bind(everywhere);
            return new PacketCapture(socket);
        } catch (NativeException e) {
            socket.close();
            throw e;
        }
    }

    private static void buffer(NativeSocket socket) {
        try {
            socket.option(Linux.SOL_SOCKET, Linux.SO_RCVBUFFORCE, BUFFER_BYTES);
        } catch (NativeException e) { // without CAP_NET_ADMIN as much as the system grants
            socket.option(Linux.SOL_SOCKET, Linux.SO_RCVBUF, BUFFER_BYTES);
        }
    }

    /** Has another filter decide from now on. */
    public void filter(SocketFilter filter) {
        socket.attach(filter);
    }

    /**
     * Waits for packets; how many there are then, 0 when the time is over.
     *
     * <p><b>Errors.</b> {@link NativeException}.
     */
    public int receive(int timeoutMillis) {
        int ready = socket.poll(Linux.POLLIN, timeoutMillis);
        if (ready == 0 || ready == -Errno.EINTR) {
            return 0;
        }
        for (int i = 0; i < SLOTS; i++) {
            vector.name(i, addresses, (long) i * ADDRESS_BYTES, SocketAddresses.PACKET_BYTES);
            vector.control(i, controls, (long) i * ArrivalData.CONTROL_BYTES, ArrivalData.CONTROL_BYTES);
        }
        int received = ready < 0 ? ready : socket.receive(vector, SLOTS, Linux.MSG_DONTWAIT);
        if (received == -Errno.EAGAIN || received == -Errno.EINTR) {
            return 0;
        }
        if (received < 0) {
            throw new NativeException("recvmmsg", "packet socket fd=" + socket.fd(), -received);
        }
        return received;
    }

    /** The memory that packets are in. */
    public MemorySegment memory() {
        return memory;
    }

    /** Where packet {@code i} of the last receive is. */
    public long offset(int i) {
        return (long) i * SLOT_BYTES;
    }

    /** How many of its bytes are there; the kernel cuts what is longer than any packet should be. */
    public int length(int i) {
        return Math.min(vector.length(i), SLOT_BYTES);
    }

    /** The index of the interface that it came or went by. */
    public int interfaceIndex(int i) {
        return addresses.get(ValueLayout.JAVA_INT, (long) i * ADDRESS_BYTES + sockaddr_ll.sll_ifindex$offset());
    }

    /** Whether it is seen a second time: packets over loopback are, when they are sent and when they are received. */
    public boolean isSecondSight(int i) {
        long at = (long) i * ADDRESS_BYTES;
        return addresses.get(ValueLayout.JAVA_SHORT, at + sockaddr_ll.sll_hatype$offset()) == ARPHRD_LOOPBACK
                && addresses.get(ValueLayout.JAVA_BYTE,
                        at + sockaddr_ll.sll_pkttype$offset()) == Linux.PACKET_OUTGOING;
    }

    /** When the kernel saw it, in nanoseconds since 1970. */
    public long epochNanos(int i) {
        data.read(controls, (long) i * ArrivalData.CONTROL_BYTES, vector.controlLength(i));
        return data.epochNanos();
    }

    /** How many packets that the filter had selected found no room, since the beginning. */
    public long drops() {
        try (Arena scratch = Arena.ofConfined()) {
            // The kernel begins anew with each question.
            MemorySegment statistics = scratch.allocate(STATISTICS_BYTES, Integer.BYTES);
            socket.readOption(Linux.SOL_PACKET, Linux.PACKET_STATISTICS, statistics);
            drops += Integer.toUnsignedLong(statistics.get(ValueLayout.JAVA_INT, STATISTICS_DROPS));
            return drops;
        }
    }

    @Override
    public void close() {
        socket.close();
        arena.close();
    }
}
