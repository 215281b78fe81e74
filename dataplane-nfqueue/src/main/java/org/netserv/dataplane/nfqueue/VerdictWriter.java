package org.netserv.dataplane.nfqueue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.netserv.ffi.Errno;
import org.netserv.ffi.MessageVector;
import org.netserv.ffi.NativeSocket;
import org.netserv.ffi.NfNetlink;
import org.netserv.node.packet.PacketBatch;

/**
 * Verdicts on the packets of one queue, in the order of their ids, as few messages in as few calls as may be.
 *
 * <p>A run of equal verdicts is one message, NFQNL_MSG_VERDICT_BATCH, "this for every id up to X": right because whatever
 * has a lower id is decided already. A changed packet is a message of its own, whose bytes the kernel gathers from the
 * receive slot.
 *
 * <pre>
 *   ids            1 2 3   4        5     6 7 8
 *   verdicts       A A A   A*       D     A A A          * changed
 *   messages      [A ≤ 3] [A 4 ‖ …] [D ≤ 5] [A ≤ 8]
 *   buffers       [─────────────][…][─────────────]      ‖ from the slot
 * </pre>
 *
 * <p><b>Thread.</b> The queue's poller.
 */
final class VerdictWriter {
    /** What one call sends at most: the socket's buffer has to hold it. */
    static final int SEND_LIMIT = 1 << 20;

    private static final int MAX_MESSAGES = PacketBatch.MAX_SIZE;
    private static final int NONE = -1;
    private static final int ATTEMPTS = 3;

    private final NativeSocket socket;
    private final int queue;
    private final QueueCounters counters;
    private final MemorySegment headers;
    private final MessageVector vector;

    private int headerStart;
    private int headerEnd;
    private int buffers;
    private int bytes;
    private int runVerdict = NONE;
    private int runLastId;

    VerdictWriter(Arena arena, NativeSocket socket, int queue, QueueCounters counters) {
        this.socket = socket;
        this.queue = queue;
        this.counters = counters;
        headers = arena.allocate((long) MAX_MESSAGES * NetlinkMessages.PAYLOAD_VERDICT_BYTES, 64);
        vector = new MessageVector(arena, 1, 2 * MAX_MESSAGES + 1);
    }

    /** Lets the packet go on as it is. */
    void accept(int id) {
        decide(NfNetlink.NF_ACCEPT, id);
    }

    /** Drops the packet. */
    void drop(int id) {
        decide(NfNetlink.NF_DROP, id);
    }

    /** Lets the packet go on with these bytes, which have to stay as they are until {@link #flush}. */
    void acceptChanged(int id, MemorySegment memory, long offset, int length) {
        endRun();
        int padded = NetlinkMessages.aligned(length);
        if (bytes + NetlinkMessages.PAYLOAD_VERDICT_BYTES + padded > SEND_LIMIT) {
            flush();
        }
        NetlinkMessages.writePayloadVerdict(headers, headerEnd, queue, id, length);
        headerEnd += NetlinkMessages.PAYLOAD_VERDICT_BYTES;
        endHeaders();
        vector.buffer(buffers++, memory, offset, padded);
        bytes += padded;
    }

    /** Sends what has been decided. */
    void flush() {
        if (complete() > 0) {
            send();
        }
        discard();
    }

    /** Completes what has been decided, ready to be sent; of how many buffers it consists. */
    int complete() {
        endRun();
        endHeaders();
        if (buffers > 0) {
            vector.message(0, 0, buffers);
        }
        return buffers;
    }

    /** Forgets what has been decided and not sent. */
    void discard() {
        runVerdict = NONE;
        headerStart = 0;
        headerEnd = 0;
        buffers = 0;
        bytes = 0;
    }

    private void decide(int verdict, int id) {
        if (runVerdict != verdict) {
            endRun();
            runVerdict = verdict;
        }
        runLastId = id;
    }

    private void endRun() {
        if (runVerdict == NONE) {
            return;
        }
        NetlinkMessages.writeVerdict(headers, headerEnd, NfNetlink.NFQNL_MSG_VERDICT_BATCH, queue, runVerdict,
                runLastId);
        headerEnd += NetlinkMessages.VERDICT_BYTES;
        runVerdict = NONE;
    }

    /** Headers that follow one another are one buffer. */
    private void endHeaders() {
        if (headerEnd > headerStart) {
            vector.buffer(buffers++, headers, headerStart, headerEnd - headerStart);
            bytes += headerEnd - headerStart;
            headerStart = headerEnd;
        }
    }

    private void send() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            long result = socket.sendOne(vector, 0, 0);
            if (result >= 0) {
                return;
            }
            if (result != -Errno.EINTR) {
                counters.verdictFailures.add(1);
            }
        }
    }
}
