package org.netserv.dataplane.xdp;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.netserv.api.Packet;
import org.netserv.api.PacketProcessor;
import org.netserv.api.Verdict;

/**
 * A module that keeps the packet thread when a packet begins with b, until it is told to go on, and leaves each packet to another.
 *
 * <p><b>Thread.</b> {@link #process}: a packet thread; the rest: the test's.
 */
final class HoldingModule implements PacketProcessor {
    private static final int HOLD = 'b';
    private static final long LIMIT_SECONDS = 5;

    private final PacketProcessor next;
    private final Semaphore held = new Semaphore(0);
    private final Semaphore going = new Semaphore(0);

    HoldingModule(PacketProcessor next) {
        this.next = next;
    }

    @Override
    public Verdict process(Packet packet) {
        if (packet.u8(packet.payloadOffset()) == HOLD) {
            held.release();
            going.acquireUninterruptibly();
        }
        return next.process(packet);
    }

    /** Waits until it keeps the thread, once more than the last time; whether it does. */
    boolean holds() throws InterruptedException {
        return held.tryAcquire(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    /** Has it go on, once. */
    void goOn() {
        going.release();
    }

    /** Has it never keep a thread again. */
    void end() {
        going.release(Short.MAX_VALUE);
    }
}
