package org.netserv.dataplane.xdp.ring;

import java.lang.foreign.Arena;
import org.netserv.dataplane.xdp.ring.FrameLedger.Place;
import org.netserv.ffi.XdpSocket;

/**
 * A second socket of a port, for packets of modules that are being tried: it has a receive ring of its own, and shares the
 * port's memory and its fill ring, which is the worker's.
 *
 * <p>As many frames as the ring has entries wait at most for a thread that a module holds up; the kernel drops the rest.
 *
 * <p><b>Ownership.</b> What it receives is on loan, until a {@link HandBack} brings it to the worker.
 *
 * <p><b>Thread.</b> One, not the worker.
 */
public final class TrialPort implements AutoCloseable {
    private final Port port;
    private final XdpSocket socket;
    private final FrameLedger ledger;
    private final ReceiveRing receive;
    private int peeked;

    TrialPort(Port port, XdpSocket socket, int entries, FrameLedger ledger, Arena arena) {
        this.port = port;
        this.socket = socket;
        this.ledger = ledger;
        receive = new ReceiveRing(socket.ring(XdpSocket.Ring.RECEIVE, entries, arena));
    }

    /** The port whose packets it gets. */
    public Port port() {
        return port;
    }

    /** The socket, for the XSKMAP and for poll. */
    public int fd() {
        return socket.fd();
    }

    /** How many packets have come, up to a limit: they can be looked at until {@link #releaseReceived}. */
    public int receive(int limit) {
        peeked = receive.peek(limit);
        return peeked;
    }

    /** Where packet {@code i} begins in the memory; its frame is on loan from now on. Once for each packet. */
    public long take(int i) {
        long address = receive.address(i);
        assert ledger.moved(address, Place.RECEIVE, port.index(), Place.LENT, port.index());
        return address;
    }

    /** Length of packet {@code i}. */
    public int length(int i) {
        return receive.length(i);
    }

    /** Gives the kernel the descriptors of the packets received, all of which must have been taken. */
    public void releaseReceived() {
        receive.release(peeked);
        peeked = 0;
    }

    /** Whether packets wait. <b>Thread.</b> Any. */
    public boolean hasReceived() {
        return receive.isWaiting();
    }

    /** The kernel's counters. <b>Thread.</b> One at a time. */
    public XdpSocket.Statistics statistics() {
        return socket.statistics();
    }

    @Override
    public void close() {
        socket.close();
    }
}
