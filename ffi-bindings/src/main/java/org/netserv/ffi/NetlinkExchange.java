package org.netserv.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Asks the kernel one thing at a time by netlink: a request, and its one answer.
 *
 * <pre>
 *    0 length (int)   4 type (short)   6 flags (short)   8 sequence (int)   12 port (int)
 *   16 header of the family, attributes: length (short), type (short), value, padding to 4 bytes
 * </pre>
 *
 * <p>Host byte order. <b>Source.</b> linux/netlink.h. <b>Thread.</b> One at a time.
 */
public final class NetlinkExchange implements AutoCloseable {
    /** Where the family's header begins. */
    public static final int HEADER_BYTES = 16;
    /** Asks for an acknowledgement, where there would be no answer. */
    public static final int NLM_F_ACK = 4;

    private static final int ATTRIBUTE_BYTES = 4;
    private static final int ROOM = 8192;
    private static final int ANSWER_MILLIS = 1000;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT;

    private final Arena arena = Arena.ofShared();
    private final NativeSocket socket;
    private final MemorySegment request = arena.allocate(ROOM, Long.BYTES);
    private final MemorySegment answer = arena.allocate(ROOM, Long.BYTES);
    private final MessageVector out = new MessageVector(arena, 1, 1);
    private final MessageVector in = new MessageVector(arena, 1, 1);
    private int length;
    private int sequence;

    private NetlinkExchange(NativeSocket socket) {
        this.socket = socket;
        socket.receiveTimeoutMillis(ANSWER_MILLIS);
        in.buffer(0, answer, 0, ROOM);
        in.message(0, 0, 1);
    }

    /** In the calling thread's network namespace. */
    public static NetlinkExchange open(int protocol) {
        return new NetlinkExchange(NativeSocket.open(Linux.AF_NETLINK, Linux.SOCK_RAW, protocol));
    }

    /**
     * Begins a request.
     *
     * @param flags besides NLM_F_REQUEST
     * @param familyBytes of the family's header
     * @return its memory, zeroed; the family's header is at {@link #HEADER_BYTES}
     */
    public MemorySegment begin(int type, int flags, int familyBytes) {
        request.fill((byte) 0);
        length = HEADER_BYTES + familyBytes;
        request.set(SHORT, 4, (short) type);
        request.set(SHORT, 6, (short) (NfNetlink.NLM_F_REQUEST | flags));
        request.set(INT, 8, ++sequence);
        return request;
    }

    /** Adds an attribute of so many bytes; where its value is to be put. */
    public int attribute(int type, int bytes) {
        int at = length;
        request.set(SHORT, at, (short) (ATTRIBUTE_BYTES + bytes));
        request.set(SHORT, at + 2, (short) type);
        length = align(at + ATTRIBUTE_BYTES + bytes);
        return at + ATTRIBUTE_BYTES;
    }

    /**
     * Sends the request and waits for its answer.
     *
     * <p><b>Errors.</b> {@link NativeException} with EAGAIN when none comes within a second.
     *
     * @return 0, or the negative errno that the answer says
     */
    public int call() {
        request.set(INT, 0, length);
        out.buffer(0, request, 0, length);
        out.message(0, 0, 1);
        check("sendmsg", (int) socket.sendOne(out, 0, 0));
        do {
            check("recvmmsg", socket.receive(in, 1, 0));
            // An answer that came too late for its request is not this one's.
        } while (answer.get(INT, 8) != sequence);
        return (answer.get(SHORT, 4) & 0xffff) == NfNetlink.NLMSG_ERROR ? answer.get(INT, HEADER_BYTES) : 0;
    }

    /** The answer to the last request; its family's header is at {@link #HEADER_BYTES}. */
    public MemorySegment answer() {
        return answer;
    }

    /** Where the value of an attribute of the answer begins, or -1. */
    public int find(int type, int familyBytes) {
        int end = Math.min(answer.get(INT, 0), in.length(0));
        int at = align(HEADER_BYTES + familyBytes);
        while (at + ATTRIBUTE_BYTES <= end) {
            int bytes = answer.get(SHORT, at) & 0xffff;
            if (bytes < ATTRIBUTE_BYTES || at + bytes > end) {
                return -1;
            }
            if (answer.get(SHORT, at + 2) == type) {
                return at + ATTRIBUTE_BYTES;
            }
            at = align(at + bytes);
        }
        return -1;
    }

    private static int align(int length) {
        return (length + NfNetlink.NLMSG_ALIGNTO - 1) & -NfNetlink.NLMSG_ALIGNTO;
    }

    private static void check(String call, int result) {
        if (result < 0) {
            throw new NativeException(call, "netlink", -result);
        }
    }

    @Override
    public void close() {
        socket.close();
        arena.close();
    }
}
