package org.netserv.ffi;

import static org.netserv.ffi.Downcalls.capturing;
import static org.netserv.ffi.Downcalls.errno;
import static org.netserv.ffi.Downcalls.unexpected;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.netserv.ffi.libc.raw.LibcRaw;
import org.netserv.ffi.libc.raw.SocketRaw;
import org.netserv.ffi.xdp.raw.BpfRaw;
import org.netserv.ffi.xdp.raw.sockaddr_xdp;
import org.netserv.ffi.xdp.raw.xdp_desc;
import org.netserv.ffi.xdp.raw.xdp_mmap_offsets;
import org.netserv.ffi.xdp.raw.xdp_options;
import org.netserv.ffi.xdp.raw.xdp_ring_offset;
import org.netserv.ffi.xdp.raw.xdp_statistics;
import org.netserv.ffi.xdp.raw.xdp_umem_reg;

/**
 * An AF_XDP socket: set-up of its memory and rings, and the calls that wake the kernel. The rings themselves are memory.
 *
 * <p>In this order: memory (or not, to share another socket's), ring sizes, maps of the rings, bind.
 *
 * <p><b>Ownership.</b> {@link #close} closes the socket. Rings that were mapped live as long as their arena, and memory that
 * was registered must outlive the socket.
 *
 * <p><b>Thread.</b> One at a time, as for {@link NativeSocket}; {@link #kick} allocates nothing.
 *
 * <p><b>Source.</b> linux/if_xdp.h, Documentation/networking/af_xdp.rst.
 */
public final class XdpSocket implements AutoCloseable {
    /** Not in the headers of Linux 6.1: how many packets one {@link #kick} of a socket in copy mode sends; Linux 6.17. */
    private static final int XDP_MAX_TX_SKB_BUDGET = 9;

    private static final FunctionDescriptor SENDTO = FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT,
            ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_INT);
    /** Microseconds for calls that wait, of which there are none: what matters is that it is not 0. */
    private static final int BUSY_POLL_MICROS = 20;

    private static final FunctionDescriptor RECVFROM = FunctionDescriptor.of(ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT,
            ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG);
    private static final MethodHandle KICK = capturing(SocketRaw.sendto$address(), SENDTO);
    private static final MethodHandle PLAIN_KICK = Downcalls.plain(SocketRaw.sendto$address(), SENDTO);

    /** Linked when it is first asked for: most sockets do without. */
    private static final class DriverPoll {
        static final MethodHandle PLAIN = Downcalls.plain(SocketRaw.recvfrom$address(), RECVFROM);
    }

    /** The rings of a socket. */
    public enum Ring {
        /** Frames with packets that have come. */
        RECEIVE(BpfRaw.XDP_RX_RING(), BpfRaw.XDP_PGOFF_RX_RING(), xdp_mmap_offsets.rx$offset(), xdp_desc.sizeof()),
        /** Frames with packets that are to be sent. */
        TRANSMIT(BpfRaw.XDP_TX_RING(), Integer.toUnsignedLong(BpfRaw.XDP_PGOFF_TX_RING()),
                xdp_mmap_offsets.tx$offset(), xdp_desc.sizeof()),
        /** Frames for packets that are to come. */
        FILL(BpfRaw.XDP_UMEM_FILL_RING(), BpfRaw.XDP_UMEM_PGOFF_FILL_RING(), xdp_mmap_offsets.fr$offset(), Long.BYTES),
        /** Frames whose packets have been sent. */
        COMPLETION(BpfRaw.XDP_UMEM_COMPLETION_RING(), BpfRaw.XDP_UMEM_PGOFF_COMPLETION_RING(),
                xdp_mmap_offsets.cr$offset(), Long.BYTES);

        private final int option;
        private final long page;
        private final long offsets;
        private final long entryBytes;

        Ring(int option, long page, long offsets, long entryBytes) {
            this.option = option;
            this.page = page;
            this.offsets = offsets;
            this.entryBytes = entryBytes;
        }

        /** Where a map of it begins, among what the socket has to map. */
        long page() {
            return page;
        }
    }

    /** Where in a ring's memory both sides note how far they are. */
    record Offsets(long producer, long consumer) {}

    /**
     * The kernel's counters of a socket. Since it was made.
     *
     * @param dropped packets for which there was no frame, or which were longer than one
     * @param invalidReceive frames of the fill ring that are not in the memory
     * @param invalidTransmit descriptors of the transmit ring that are wrong
     * @param receiveFull packets that found the receive ring full
     * @param fillEmpty packets that found the fill ring empty
     */
    public record Statistics(long dropped, long invalidReceive, long invalidTransmit, long receiveFull,
            long fillEmpty) {}

    private final NativeSocket socket;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment capture = Downcalls.allocateCapture(arena);
    private final MemorySegment statistics = xdp_statistics.allocate(arena);
    private boolean closed;

    private XdpSocket(NativeSocket socket) {
        this.socket = socket;
    }

    /** Opens a socket in the network namespace of the calling thread. */
    public static XdpSocket open() {
        return new XdpSocket(NativeSocket.open(LibcRaw.AF_XDP(), Linux.SOCK_RAW, 0));
    }

    /** A socket by its file descriptor, which becomes ours. */
    static XdpSocket adopt(int fd) {
        return new XdpSocket(NativeSocket.adopt(fd));
    }

    /** The file descriptor: for the XSKMAP, and for those who poll. */
    public int fd() {
        return socket.fd();
    }

    /** Options that every socket has, such as SO_SNDBUFFORCE. */
    public NativeSocket options() {
        return socket;
    }

    /**
     * Makes memory the UMEM of this socket, and of those that share it.
     *
     * @param memory page-aligned, a multiple of the frame size
     * @param frameBytes a power of two, 2,048 to the size of a page
     * @param headroomBytes left in front of every packet beyond the kernel's own 256
     */
    public void memory(MemorySegment memory, int frameBytes, int headroomBytes) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment registration = xdp_umem_reg.allocate(scratch);
            registration.fill((byte) 0);
            xdp_umem_reg.addr(registration, memory.address());
            xdp_umem_reg.len(registration, memory.byteSize());
            xdp_umem_reg.chunk_size(registration, frameBytes);
            xdp_umem_reg.headroom(registration, headroomBytes);
            int result = Libc.setsockopt(capture, fd(), LibcRaw.SOL_XDP(), BpfRaw.XDP_UMEM_REG(), registration,
                    Math.toIntExact(registration.byteSize()));
            if (result < 0) {
                throw new NativeException("setsockopt",
                        "XDP_UMEM_REG bytes=" + memory.byteSize() + " frame=" + frameBytes, -result);
            }
        }
    }

    /** Makes a ring of so many entries, a power of two, and maps it for as long as the arena lives. */
    public XdpRingMemory ring(Ring ring, int entries, Arena owner) {
        socket.option(LibcRaw.SOL_XDP(), ring.option, entries);
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment all = xdp_mmap_offsets.allocate(scratch);
            get(BpfRaw.XDP_MMAP_OFFSETS(), all, "XDP_MMAP_OFFSETS");
            MemorySegment offsets = all.asSlice(ring.offsets, xdp_ring_offset.sizeof());
            long bytes = xdp_ring_offset.desc(offsets) + entries * ring.entryBytes;
            MemorySegment memory = NativeMemory.map(bytes, fd(), ring.page, ring + " ring", owner);
            return new XdpRingMemory(memory, xdp_ring_offset.producer(offsets), xdp_ring_offset.consumer(offsets),
                    xdp_ring_offset.flags(offsets), xdp_ring_offset.desc(offsets), entries);
        }
    }

    /** Where a ring's indices are, once the socket has it. */
    Offsets offsets(Ring ring) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment all = xdp_mmap_offsets.allocate(scratch);
            get(BpfRaw.XDP_MMAP_OFFSETS(), all, "XDP_MMAP_OFFSETS");
            MemorySegment offsets = all.asSlice(ring.offsets, xdp_ring_offset.sizeof());
            return new Offsets(xdp_ring_offset.producer(offsets), xdp_ring_offset.consumer(offsets));
        }
    }

    /**
     * Binds to a queue of an interface, with memory of its own.
     *
     * <p><b>Errors.</b> {@link NativeException}: EOPNOTSUPP when the driver cannot do zero copy and it was asked for, EBUSY
     * when somebody else has the queue, EINVAL when there is no such queue, ENETDOWN when the interface is down.
     *
     * @param zeroCopy whether the driver is to work in our memory; otherwise the kernel copies
     * @param needWakeup whether a driver may say in the rings that it wants no call; otherwise the transmit ring always says that
     *     it wants one, as in copy mode (xp_assign_dev)
     */
    public void bind(int ifindex, int queue, boolean zeroCopy, boolean needWakeup) {
        int mode = zeroCopy ? BpfRaw.XDP_ZEROCOPY() : BpfRaw.XDP_COPY();
        bind(ifindex, queue, mode | (needWakeup ? BpfRaw.XDP_USE_NEED_WAKEUP() : 0), 0);
    }

    /** Binds to a queue of an interface, with the memory and in the mode of another socket, which is bound. */
    public void bindShared(int ifindex, int queue, XdpSocket owner) {
        bind(ifindex, queue, BpfRaw.XDP_SHARED_UMEM(), owner.fd());
    }

    private void bind(int ifindex, int queue, int flags, int shared) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment address = sockaddr_xdp.allocate(scratch);
            sockaddr_xdp.sxdp_family(address, (short) LibcRaw.AF_XDP());
            sockaddr_xdp.sxdp_flags(address, (short) flags);
            sockaddr_xdp.sxdp_ifindex(address, ifindex);
            sockaddr_xdp.sxdp_queue_id(address, queue);
            sockaddr_xdp.sxdp_shared_umem_fd(address, shared);
            int result = Libc.bind(capture, fd(), address, Math.toIntExact(address.byteSize()));
            if (result < 0) {
                throw new NativeException("bind", "AF_XDP ifindex=" + ifindex + " queue=" + queue + " flags=" + flags,
                        -result);
            }
        }
    }

    /** Whether the driver works in our memory, once bound. */
    public boolean isZeroCopy() {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment options = xdp_options.allocate(scratch);
            get(BpfRaw.XDP_OPTIONS(), options, "XDP_OPTIONS");
            return (xdp_options.flags(options) & BpfRaw.XDP_OPTIONS_ZEROCOPY()) != 0;
        }
    }

    /** Has one {@link #kick} in copy mode send so many packets; false before Linux 6.17, where it is 32. */
    public boolean transmitBudget(int packets) {
        try {
            socket.option(LibcRaw.SOL_XDP(), XDP_MAX_TX_SKB_BUDGET, packets);
            return true;
        } catch (NativeException e) {
            return false;
        }
    }

    /**
     * Has {@link #pollDriver} do the receive work of the socket's queue, once it is bound.
     *
     * <p><b>Errors.</b> {@link NativeException}: ENOPROTOOPT before Linux 5.11, EPERM without CAP_NET_ADMIN.
     *
     * @param packets that one call brings at most
     */
    public void busyPoll(int packets) {
        socket.option(Linux.SOL_SOCKET, Linux.SO_PREFER_BUSY_POLL, 1);
        socket.option(Linux.SOL_SOCKET, Linux.SO_BUSY_POLL, BUSY_POLL_MICROS);
        socket.option(Linux.SOL_SOCKET, Linux.SO_BUSY_POLL_BUDGET, packets);
    }

    /** Whether the driver leaves its receive work to {@link #pollDriver}, if its interface is set up so; false before Linux 5.11. */
    public boolean isBusyPolled() {
        try {
            return socket.option(Linux.SOL_SOCKET, Linux.SO_PREFER_BUSY_POLL) != 0;
        } catch (NativeException e) {
            return false;
        }
    }

    /** Does the driver's receive work on this thread, after {@link #busyPoll}: what has come is in the ring then. */
    public void pollDriver() {
        try {
            long ignored = (long) DriverPoll.PLAIN.invokeExact(fd(), 0L, 0L, Linux.MSG_DONTWAIT, 0L, 0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Asks the kernel for its counters. Not for the packet path. */
    public Statistics statistics() {
        get(BpfRaw.XDP_STATISTICS(), statistics, "XDP_STATISTICS");
        return new Statistics(xdp_statistics.rx_dropped(statistics), xdp_statistics.rx_invalid_descs(statistics),
                xdp_statistics.tx_invalid_descs(statistics), xdp_statistics.rx_ring_full(statistics),
                xdp_statistics.rx_fill_ring_empty_descs(statistics));
    }

    /**
     * Has the kernel look at the transmit ring; in copy mode this is the call that sends.
     *
     * @return 0, or the negative errno: EAGAIN when not all was sent, ENOBUFS when the link has no room, EBUSY when the
     *     driver is busy, ENETDOWN when the interface is down, ENXIO when it is gone
     */
    public int kick() {
        try {
            long result = (long) PLAIN_KICK.invokeExact(fd(), 0L, 0L, Linux.MSG_DONTWAIT, 0L, 0);
            if (result >= 0) {
                return 0;
            }
            // For the errno, as Libc.sendmsg does it; what it sends now is sent.
            result = (long) KICK.invokeExact(capture, fd(), 0L, 0L, Linux.MSG_DONTWAIT, 0L, 0);
            return result >= 0 ? 0 : -errno(capture);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private void get(int option, MemorySegment value, String name) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment length = scratch.allocateFrom(ValueLayout.JAVA_INT, Math.toIntExact(value.byteSize()));
            int result = Libc.getsockopt(capture, fd(), LibcRaw.SOL_XDP(), option, value, length);
            if (result < 0) {
                throw new NativeException("getsockopt", name + " fd=" + fd(), -result);
            }
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            socket.close();
            arena.close();
        }
    }
}
