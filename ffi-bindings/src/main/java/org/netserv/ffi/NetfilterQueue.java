package org.netserv.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import org.netserv.ffi.nfqueue.raw.NfQueueRaw;
import org.netserv.ffi.nfqueue.raw.nfq_callback;
import org.netserv.ffi.nfqueue.raw.nfqnl_msg_packet_hdr;

/**
 * A queue of netfilter, set up through libnetfilter_queue; its packets are then received and answered on
 * {@link #socket}, without the library.
 *
 * <p>Between {@link #open} and {@link #copyPackets} the kernel drops what rules send to the queue. A packet that comes while
 * the library waits for an answer after that is accepted as it is.
 *
 * <p><b>Thread.</b> One at a time. The queue lives in the network namespace of the thread that opens it.
 */
public final class NetfilterQueue implements AutoCloseable {
    private static final int CONTINUE = 1;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment capture = Downcalls.allocateCapture(arena);
    private final int number;
    private final MemorySegment handle;
    private final MemorySegment queue;
    private final NativeSocket socket;
    private boolean closed;

    private NetfilterQueue(int number) {
        this.number = number;
        handle = NfQueueLibrary.open(capture);
        if (handle.address() == 0) {
            throw failed("nfq_open", "", Downcalls.errno(capture));
        }
        queue = NfQueueLibrary.createQueue(capture, handle, number,
                nfq_callback.allocate(NetfilterQueue::acceptEarly, arena));
        if (queue.address() == 0) {
            int errno = Downcalls.errno(capture);
            NfQueueRaw.nfq_close(handle);
            throw failed("nfq_create_queue", "queue=" + number, errno);
        }
        socket = NativeSocket.borrow(NfQueueRaw.nfq_fd(handle));
    }

    /**
     * Takes a queue.
     *
     * <p><b>Errors.</b> {@link NativeException}: EPERM when another process holds the queue, or without CAP_NET_ADMIN.
     * {@link UnsupportedOperationException} when the library is missing; its message names the package.
     */
    public static NetfilterQueue open(int number) {
        if (number < 0 || number > 0xffff) {
            throw new IllegalArgumentException("number=" + number);
        }
        try {
            return new NetfilterQueue(number);
        } catch (ExceptionInInitializerError | NoClassDefFoundError e) {
            throw new UnsupportedOperationException(
                    "libnetfilter_queue.so.1 cannot be loaded: install libnetfilter_queue "
                            + "(Debian and Ubuntu: apt-get install libnetfilter-queue1)",
                    e);
        }
    }

    /** The queue's number. */
    public int number() {
        return number;
    }

    /** How many packets may wait for a verdict; more are dropped, or passed with {@link #failOpen}. */
    public void maxLength(int packets) {
        check("nfq_set_queue_maxlen", "queue=" + number + " packets=" + packets,
                NfQueueLibrary.setMaxLength(capture, queue, packets));
    }

    /** Whether the kernel passes what the queue has no room for, instead of dropping it. */
    public void failOpen(boolean on) {
        flag(NfNetlink.NFQA_CFG_F_FAIL_OPEN, on);
    }

    /** Whether super-packets come whole, and packets without checksums as they are. */
    public void superPackets(boolean on) {
        flag(NfNetlink.NFQA_CFG_F_GSO, on);
    }

    /** Packets come with up to {@code bytes} of their content from now on: the end of the set-up. */
    public void copyPackets(int bytes) {
        check("nfq_set_mode", "queue=" + number + " range=" + bytes,
                NfQueueLibrary.setMode(capture, queue, NfNetlink.NFQNL_COPY_PACKET, bytes));
    }

    /** The netlink socket. Closing it does nothing: {@link #close} does. */
    public NativeSocket socket() {
        return socket;
    }

    /** Gives the queue back; what waited in it is dropped by the kernel. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        socket.close();
        NfQueueRaw.nfq_destroy_queue(queue);
        NfQueueRaw.nfq_close(handle);
        arena.close();
    }

    private void flag(int flag, boolean on) {
        check("nfq_set_queue_flags", "queue=" + number + " mask=" + flag + " on=" + on,
                NfQueueLibrary.setFlags(capture, queue, flag, on ? flag : 0));
    }

    private static void check(String call, String arguments, int result) {
        if (result < 0) {
            throw new NativeException(call, arguments, -result);
        }
    }

    private NativeException failed(String call, String arguments, int errno) {
        arena.close();
        return new NativeException(call, arguments, errno);
    }

    /**
     * The library hands over packets that come while it waits for the answer to a set-up call; without a callback that
     * call would fail. An exception would end the process: the verdict of last resort is none, and the kernel drops the
     * packet when the queue closes.
     */
    private static int acceptEarly(MemorySegment queue, MemorySegment message, MemorySegment packet,
            MemorySegment data) {
        try {
            MemorySegment header = NfQueueRaw.nfq_get_msg_packet_hdr(packet);
            if (header.address() != 0) {
                int id = nfqnl_msg_packet_hdr.packet_id(header.reinterpret(nfqnl_msg_packet_hdr.sizeof()));
                int hostId = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? id : Integer.reverseBytes(id);
                NfQueueRaw.nfq_set_verdict(queue, hostId, NfNetlink.NF_ACCEPT, 0, MemorySegment.NULL);
            }
        } catch (Throwable t) {
            return CONTINUE;
        }
        return CONTINUE;
    }
}
