package org.netserv.dataplane.nfqueue;

import java.lang.foreign.Arena;
import org.netserv.ffi.NativeSocket;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.packet.PacketBatch;

/**
 * The {@link VerdictWriter} for benchmarks, fed as the poller feeds it: all of its work but the system call.
 *
 * <p><b>Thread.</b> One.
 */
public final class VerdictMessages {
    private final VerdictWriter writer;

    /** A writer for a queue; only {@link #send} uses the socket. */
    public VerdictMessages(Arena arena, NativeSocket socket, int queue) {
        writer = new VerdictWriter(arena, socket, queue, new QueueCounters(NodeCounters.inMemory(), 0));
    }

    /** Writes the messages for a batch, whose ids start at {@code firstId}; of how many buffers they consist. */
    public int write(PacketBatch batch, int firstId) {
        decide(batch, firstId);
        int buffers = writer.complete();
        writer.discard();
        return buffers;
    }

    /** Writes the messages for a batch, and sends them. */
    public void send(PacketBatch batch, int firstId) {
        decide(batch, firstId);
        writer.flush();
    }

    private void decide(PacketBatch batch, int firstId) {
        for (int i = 0; i < batch.size(); i++) {
            int id = firstId + i;
            switch (batch.verdict(i)) {
                case ACCEPT -> {
                    if (batch.modified(i)) {
                        writer.acceptChanged(id, batch.memory(), batch.offset(i), batch.length(i));
                    } else {
                        writer.accept(id);
                    }
                }
                case DROP, CONSUME, REPLY -> writer.drop(id);
            }
        }
    }
}
