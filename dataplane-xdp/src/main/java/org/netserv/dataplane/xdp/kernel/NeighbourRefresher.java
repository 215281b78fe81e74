package org.netserv.dataplane.xdp.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.netserv.ffi.NetlinkExchange;
import org.netserv.node.net.IpAddress;

/**
 * Has the kernel find out whether neighbours in use are still where they were.
 *
 * <p>The kernel does so of itself for neighbours that its stack sends to: a stale one is asked, and its new link address learned.
 * What the program sends does not count as use, so a neighbour would stay stale for ever, and frames would go to where it was.
 * Telling the kernel from here, rather than having the program pass a packet now and then, keeps each flow in order, and does not
 * show Netfilter one packet of many.
 *
 * <p>Only stale ones are told of: that is when the kernel would act, and to be told of a permanent one makes it forget that it is
 * permanent.
 *
 * <pre>
 *   16 family (byte)   20 ifindex (int)   24 state (short)   26 flags (byte)   27 type (byte)   ndmsg
 *   28 NDA_DST         address, network order
 * </pre>
 *
 * <p><b>Source.</b> linux/rtnetlink.h, linux/neighbour.h; net/core/neighbour.c. <b>Ownership.</b> Made in the interfaces' network
 * namespace. <b>Thread.</b> One at a time.
 */
public final class NeighbourRefresher implements AutoCloseable {
    private static final int NETLINK_ROUTE = 0;
    private static final int NDMSG_BYTES = 12;
    private static final int RTM_NEWNEIGH = 28;
    private static final int RTM_GETNEIGH = 30;
    private static final int NDA_DST = 1;
    private static final int NUD_STALE = 4;
    private static final int NTF_USE = 1;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;

    private static final int FAMILY = NetlinkExchange.HEADER_BYTES;
    private static final int IFINDEX = FAMILY + 4;
    private static final int STATE = FAMILY + 8;
    private static final int FLAGS = FAMILY + 10;
    private static final ValueLayout.OfInt BIG_INT = ValueLayout.JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong BIG_LONG = ValueLayout.JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN);

    private final NetlinkExchange netlink;

    private NeighbourRefresher(NetlinkExchange netlink) {
        this.netlink = netlink;
    }

    /** One for the calling thread's network namespace. */
    public static NeighbourRefresher open() {
        return new NeighbourRefresher(NetlinkExchange.open(NETLINK_ROUTE));
    }

    /**
     * Looks after the neighbours that were used lately; to be called every few seconds.
     *
     * <p><b>Errors.</b> NativeException when the kernel does not answer. That a neighbour has gone is none.
     *
     * @param withinNanos more than the time since the last call
     * @return how many were stale
     */
    public int refresh(NeighbourMap neighbours, long withinNanos) {
        int stale = 0;
        for (NeighbourMap.Neighbour neighbour : neighbours.used(withinNanos)) {
            stale += refresh(neighbour.ifindex(), neighbour.address()) ? 1 : 0;
        }
        return stale;
    }

    private boolean refresh(int ifindex, IpAddress address) {
        begin(RTM_GETNEIGH, 0, ifindex, address);
        if (netlink.call() < 0 || netlink.answer().get(ValueLayout.JAVA_SHORT, STATE) != NUD_STALE) {
            return false;
        }
        begin(RTM_NEWNEIGH, NetlinkExchange.NLM_F_ACK, ifindex, address)
                .set(ValueLayout.JAVA_BYTE, FLAGS, (byte) NTF_USE);
        return netlink.call() == 0;
    }

    private MemorySegment begin(int type, int flags, int ifindex, IpAddress address) {
        MemorySegment request = netlink.begin(type, flags, NDMSG_BYTES);
        request.set(ValueLayout.JAVA_BYTE, FAMILY, (byte) (address.isIpv4() ? AF_INET : AF_INET6));
        request.set(ValueLayout.JAVA_INT, IFINDEX, ifindex);
        if (address.isIpv4()) {
            request.set(BIG_INT, netlink.attribute(NDA_DST, Integer.BYTES), (int) address.low());
        } else {
            int at = netlink.attribute(NDA_DST, 2 * Long.BYTES);
            request.set(BIG_LONG, at, address.high());
            request.set(BIG_LONG, at + Long.BYTES, address.low());
        }
        return request;
    }

    @Override
    public void close() {
        netlink.close();
    }
}
