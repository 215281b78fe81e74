package org.netserv.dataplane.xdp.kernel;

import java.lang.foreign.Arena;
import org.netserv.ffi.Linux;
import org.netserv.ffi.NativeSocket;
import org.netserv.node.net.IpAddress;

/**
 * Has the kernel find out whether neighbours in use are still where they were.
 *
 * <p>The kernel does so of itself for neighbours that its stack sends to: a stale one is asked, and its new link address learned.
 * What the program sends does not count as use, so a neighbour would stay stale for ever, and frames would go to where it was.
 * Telling the kernel from here, rather than having the program pass a packet now and then, keeps each flow in order, and does not
 * show Netfilter one packet of many.
 *
 * <p>Only stale ones are told of: that is when the kernel would act, and to be told of a permanent one would make it forget that it
 * is permanent.
 *
 * <p><b>Ownership.</b> Made in the interfaces' network namespace. <b>Thread.</b> One at a time.
 */
public final class NeighbourRefresher implements AutoCloseable {
    private static final int NETLINK_ROUTE = 0;

    private final Arena arena = Arena.ofShared();
    private final NativeSocket socket;
    private final NeighbourMessages messages;

    private NeighbourRefresher(NativeSocket socket) {
        this.socket = socket;
        messages = new NeighbourMessages(arena, socket);
    }

    /** One for the calling thread's network namespace. */
    public static NeighbourRefresher open() {
        return new NeighbourRefresher(NativeSocket.open(Linux.AF_NETLINK, Linux.SOCK_RAW, NETLINK_ROUTE));
    }

    /**
     * Looks after the neighbours that were used lately; to be called every few seconds.
     *
     * <p><b>Errors.</b> NativeException when the kernel does not answer. That one neighbour has gone is none.
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
        return messages.state(ifindex, address) == NeighbourMessages.NUD_STALE && messages.use(ifindex, address) == 0;
    }

    @Override
    public void close() {
        socket.close();
        arena.close();
    }
}
