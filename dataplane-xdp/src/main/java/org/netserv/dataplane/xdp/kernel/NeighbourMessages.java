package org.netserv.dataplane.xdp.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.netserv.ffi.NativeException;
import org.netserv.ffi.NativeSocket;
import org.netserv.ffi.MessageVector;
import org.netserv.ffi.Linux;
import org.netserv.node.net.IpAddress;

/**
 * Route netlink's messages on one neighbour, and the kernel's answers.
 *
 * <pre>
 *    0 length (int)   4 type (short)   6 flags (short)   8 sequence (int)   12 port (int)           nlmsghdr
 *   16 family (byte)  20 ifindex (int)  24 state (short)  26 flags (byte)  27 type (byte)          ndmsg
 *   28 length (short) 30 type (short)  32 address, network order                                   NDA_DST
 * </pre>
 *
 * <p><b>Source.</b> linux/netlink.h, linux/rtnetlink.h, linux/neighbour.h. <b>Thread.</b> One.
 */
final class NeighbourMessages {
    static final int NUD_STALE = 4;
    static final int NTF_USE = 1;

    private static final int NLMSG_ERROR = 2;
    private static final int RTM_NEWNEIGH = 28;
    private static final int RTM_GETNEIGH = 30;
    private static final int NLM_F_REQUEST = 1;
    private static final int NLM_F_ACK = 4;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int NDA_DST = 1;

    private static final int ATTRIBUTE = 28;
    private static final int ADDRESS = 32;
    private static final int STATE = 24;
    private static final int ERROR = 16;
    private static final int ROOM = 4096;
    private static final int ANSWER_MILLIS = 1000;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT;
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfInt BIG_INT = INT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong BIG_LONG = ValueLayout.JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN);

    private final NativeSocket socket;
    private final MemorySegment request;
    private final MemorySegment answer;
    private final MessageVector out;
    private final MessageVector in;
    private int sequence;

    NeighbourMessages(Arena arena, NativeSocket socket) {
        this.socket = socket;
        socket.receiveTimeoutMillis(ANSWER_MILLIS);
        request = arena.allocate(64, Long.BYTES);
        answer = arena.allocate(ROOM, Long.BYTES);
        out = new MessageVector(arena, 1, 1);
        in = new MessageVector(arena, 1, 1);
        in.buffer(0, answer, 0, ROOM);
        in.message(0, 0, 1);
    }

    /** The neighbour's state (NUD_…), or the negative errno: ENOENT if there is none. */
    int state(int ifindex, IpAddress address) {
        int result = exchange(RTM_GETNEIGH, NLM_F_REQUEST, 0, ifindex, address);
        return result < 0 ? result : answer.get(SHORT, STATE) & 0xffff;
    }

    /** Has the kernel do what it does when it sends to the neighbour; 0, or the negative errno. */
    int use(int ifindex, IpAddress address) {
        return exchange(RTM_NEWNEIGH, NLM_F_REQUEST | NLM_F_ACK, NTF_USE, ifindex, address);
    }

    private int exchange(int type, int flags, int neighbourFlags, int ifindex, IpAddress address) {
        int addressBytes = address.isIpv4() ? Integer.BYTES : 2 * Long.BYTES;
        request.fill((byte) 0);
        request.set(INT, 0, ADDRESS + addressBytes);
        request.set(SHORT, 4, (short) type);
        request.set(SHORT, 6, (short) flags);
        request.set(INT, 8, ++sequence);
        request.set(BYTE, 16, (byte) (address.isIpv4() ? AF_INET : AF_INET6));
        request.set(INT, 20, ifindex);
        request.set(BYTE, 26, (byte) neighbourFlags);
        request.set(SHORT, ATTRIBUTE, (short) (ADDRESS - ATTRIBUTE + addressBytes));
        request.set(SHORT, ATTRIBUTE + 2, (short) NDA_DST);
        if (address.isIpv4()) {
            request.set(BIG_INT, ADDRESS, (int) address.low());
        } else {
            request.set(BIG_LONG, ADDRESS, address.high());
            request.set(BIG_LONG, ADDRESS + 8, address.low());
        }
        out.buffer(0, request, 0, request.get(INT, 0));
        out.message(0, 0, 1);
        check("sendmsg", (int) socket.sendOne(out, 0, 0));
        int received;
        do {
            received = check("recvmmsg", socket.receive(in, 1, 0));
            // An answer that came too late for its request is not this one's.
        } while (received < 1 || answer.get(INT, 8) != sequence);
        return (answer.get(SHORT, 4) & 0xffff) == NLMSG_ERROR ? answer.get(INT, ERROR) : 0;
    }

    private static int check(String call, int result) {
        if (result < 0) {
            throw new NativeException(call, "NETLINK_ROUTE", -result);
        }
        return result;
    }
}
