package org.netserv.dataplane.xdp.ring;

import java.lang.foreign.Arena;
import org.netserv.dataplane.xdp.ring.FrameLedger.Place;
import org.netserv.ffi.Errno;
import org.netserv.ffi.Linux;
import org.netserv.ffi.XdpSocket;

/**
 * One queue of one interface: a socket and its four rings.
 *
 * <p><b>Ownership.</b> A frame is the worker's from {@link #receive} until it is {@linkplain PortGroup#recycle recycled} or
 * sent. Whoever calls {@link #send} gives it away if that returns true.
 *
 * <p><b>Thread.</b> The worker's, but for {@link #statistics}.
 */
public final class Port implements AutoCloseable {
    private static final int SEND_BUFFER = 16 << 20;
    /** A call in copy mode sends 32 packets, where more cannot be asked for: so many calls empty most rings. */
    private static final int KICKS = 8;
    private static final int DEFAULT_BUDGET = 32;

    private final PortSpec spec;
    private final int index;
    private final XdpSocket socket;
    private final FrameLedger ledger;
    private final FillRing fill;
    private final ReceiveRing receive;
    private final TransmitRing transmit;
    private final CompletionRing completion;
    private final int transmitBudget;
    private boolean busyPoll;
    private int peeked;

    /** Opens a socket; its memory is the caller's task, then it is bound. */
    Port(PortSpec spec, int index, XdpSocket socket, RingSizes sizes, FrameLedger ledger, Arena arena) {
        this.spec = spec;
        this.index = index;
        this.socket = socket;
        this.ledger = ledger;
        fill = new FillRing(socket.ring(XdpSocket.Ring.FILL, sizes.fill(), arena));
        completion = new CompletionRing(socket.ring(XdpSocket.Ring.COMPLETION, sizes.transmit(), arena));
        receive = new ReceiveRing(socket.ring(XdpSocket.Ring.RECEIVE, sizes.receive(), arena));
        transmit = new TransmitRing(socket.ring(XdpSocket.Ring.TRANSMIT, sizes.transmit(), arena));
        socket.options().option(Linux.SOL_SOCKET, Linux.SO_SNDBUFFORCE, SEND_BUFFER);
        transmitBudget = socket.transmitBudget(sizes.transmit()) ? sizes.transmit() : DEFAULT_BUDGET;
    }

    /** The interface and queue. */
    public PortSpec spec() {
        return spec;
    }

    /** Its number in its group. */
    public int index() {
        return index;
    }

    /** The socket, for the XSKMAP and for poll. */
    public int fd() {
        return socket.fd();
    }

    /** How many packets a call sends in copy mode. */
    public int transmitBudget() {
        return transmitBudget;
    }

    XdpSocket socket() {
        return socket;
    }

    /** Has {@link #receive} do the driver's work, once the socket is bound. <b>Errors.</b> As {@link XdpSocket#busyPoll}. */
    void busyPoll(int packets) {
        socket.busyPoll(packets);
        busyPoll = true;
    }

    /** How many packets have come, up to a limit: they can be looked at until {@link #releaseReceived}. */
    public int receive(int limit) {
        peeked = receive.peek(limit);
        if (peeked == 0 && busyPoll) {
            socket.pollDriver();
            peeked = receive.peek(limit);
        }
        return peeked;
    }

    /** Where packet {@code i} begins in the memory; its frame is ours from now on. Once for each packet. */
    public long take(int i) {
        long address = receive.address(i);
        assert ledger.moved(address, Place.RECEIVE, index, Place.USER, index);
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

    /** Takes a packet to be sent, in a frame whose home is another port's or ours; false if the ring is full. */
    public boolean send(long address, int length, int home) {
        if (!transmit.add(address, length)) {
            return false;
        }
        assert ledger.moved(address, Place.USER, home, Place.TRANSMIT, index);
        return true;
    }

    /**
     * Gives the kernel what is to be sent, and wakes it if it sleeps.
     *
     * @return 0, or the negative errno that keeps packets in the ring
     */
    public int flush() {
        transmit.commit();
        int result = 0;
        for (int kicks = 0; kicks < KICKS && transmit.pending() > 0 && transmit.needsWakeup(); kicks++) {
            result = socket.kick();
            if (result != 0 && result != -Errno.EAGAIN) {
                return result;
            }
        }
        return result;
    }

    /** Packets that the kernel has not taken from the ring. */
    public int unsent() {
        return transmit.pending();
    }

    void recycle(long address, Place from, int at) {
        assert ledger.moved(address, from, at, Place.RECEIVE, index);
        if (!fill.add(address)) {
            throw new IllegalStateException("fill ring of " + spec + " is full: address=" + address);
        }
    }

    void commitFill() {
        fill.commit();
    }

    /** Frames come home that the kernel has sent by this port. */
    void drainCompletions(PortGroup group) {
        int count = completion.peek(Integer.MAX_VALUE);
        if (count == 0) {
            return;
        }
        for (int i = 0; i < count; i++) {
            group.come(completion.address(i), Place.TRANSMIT, index);
        }
        completion.release(count);
    }

    /** The kernel's counters. <b>Thread.</b> One at a time, not the worker's. */
    public XdpSocket.Statistics statistics() {
        return socket.statistics();
    }

    @Override
    public void close() {
        socket.close();
    }
}
