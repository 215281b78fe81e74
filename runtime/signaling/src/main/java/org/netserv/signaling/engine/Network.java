package org.netserv.signaling.engine;

import java.lang.foreign.MemorySegment;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.wire.Mri;

/**
 * What an engine has done for it: sockets in a node, a simulation in tests.
 *
 * <p><b>Ownership.</b> Memory is lent for the call alone. Messages have no magic; datagrams get it here.
 *
 * <p><b>Thread.</b> The engine's. No call blocks, and none calls the engine back.
 */
public interface Network {
    /** Sends a datagram to a node. */
    void send(MemorySegment message, int length, IpAddress to, int port);

    /** Sends a datagram towards the node, whoever it is, that comes next on the flow's path. */
    void sendTowards(MemorySegment message, int length, Mri flow);

    /**
     * Sends on, towards the next node, what came from somebody else and keeps that sender where it can.
     *
     * @param ipTtl as it arrived, or 0 if unknown
     */
    void forward(MemorySegment message, int length, Mri flow, IpAddress source, int port, int ipTtl);

    /** The IP TTL that datagrams leave with, by which whoever gets one knows how far away this node is; 0 if unknown. */
    default int ipTtl() {
        return 0;
    }

    /**
     * Begins to connect. The engine is told by {@link Engine#connected} or {@link Engine#broken}.
     *
     * @param association the engine's number for it
     */
    void connect(int association, IpAddress to, int port, boolean secure);

    /** Sends a message on a connection; false if it takes no more, and then it is closed. */
    boolean write(int association, MemorySegment message, int length);

    /** Closes a connection once what was written has been sent. */
    void close(int association);
}
