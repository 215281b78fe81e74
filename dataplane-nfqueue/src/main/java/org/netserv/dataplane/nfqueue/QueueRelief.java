package org.netserv.dataplane.nfqueue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.netserv.ffi.MessageVector;
import org.netserv.ffi.NativeSocket;
import org.netserv.ffi.NfNetlink;

/**
 * Lets pass what waits in a queue whose packet thread is stuck, as it would if no node had the queue.
 *
 * <p>One batch verdict, "accept every id up to the last", also for packets that the thread has received. When it gets on
 * again and decides those, the kernel does not know them any more: each verdict is one of the queue's netlink errors.
 *
 * <p><b>Thread.</b> The watchdog's, in the network namespace of the queue.
 */
final class QueueRelief implements AutoCloseable {
    private final int queue;
    private final NativeSocket socket;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment message = arena.allocate(NetlinkMessages.VERDICT_BYTES, 64);
    private final MessageVector vector = new MessageVector(arena, 1, 1);

    QueueRelief(NfQueueSocket queue) {
        this.queue = queue.number();
        socket = queue.socket().share();
        vector.buffer(0, message, 0, NetlinkMessages.VERDICT_BYTES);
        vector.message(0, 0, 1);
    }

    /** How many packets pass. */
    int pass() {
        for (KernelQueue row : KernelQueue.all()) {
            if (row.number() == queue && row.waiting() > 0) {
                NetlinkMessages.writeVerdict(message, 0, NfNetlink.NFQNL_MSG_VERDICT_BATCH, queue, NfNetlink.NF_ACCEPT,
                        row.lastId());
                return socket.sendOne(vector, 0, 0) < 0 ? 0 : row.waiting();
            }
        }
        return 0;
    }

    @Override
    public void close() {
        socket.close();
        arena.close();
    }
}
