package org.netserv.dataplane.xdp;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.netserv.dataplane.xdp.kernel.FrameMetadata;
import org.netserv.dataplane.xdp.kernel.SampleRing;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.counters.Tally;
import org.netserv.node.packet.PacketBatch;
import org.netserv.node.path.PacketWorker;

/**
 * Copies of packets that the XDP program has let go on, on their way to the modules that want samples. What does not fit into a
 * sample whole is counted, and not shown.
 *
 * <p><b>Thread.</b> The packet thread that its worker belongs to.
 */
final class SampleSource implements AutoCloseable {
    private static final int ROOM = 2048;

    private final SampleRing ring;
    private final PacketWorker worker;
    private final MemorySegment memory = Arena.ofAuto().allocate((long) ROOM * PacketBatch.MAX_SIZE, Long.BYTES);
    private final PacketBatch batch = new PacketBatch(memory);
    private final int[] weights = new int[PacketBatch.MAX_SIZE];
    private final Tally shown;
    private final Tally tooLong;

    SampleSource(SampleRing ring, PacketWorker worker, NodeCounters counters) {
        this.ring = ring;
        this.worker = worker;
        shown = counters.allocate("xdp.samples.shown");
        tooLong = counters.allocate("xdp.samples.too-long");
    }

    /** Readable when there may be some. */
    int fd() {
        return ring.fd();
    }

    /** Shows a batch of them; how many there were. */
    int turn() {
        batch.clear();
        int taken = 0;
        while (taken < PacketBatch.MAX_SIZE && ring.next()) {
            take();
            ring.release();
            taken++;
        }
        if (batch.size() > 0) {
            worker.sample(batch, weights);
            shown.add(batch.size());
        }
        return taken;
    }

    private void take() {
        if (ring.capturedBytes() < ring.frameBytes()) {
            tooLong.add(1);
            return;
        }
        int l3 = FrameMetadata.l3Offset(ring.memory(), ring.metadataOffset());
        int length = ring.capturedBytes() - l3;
        long at = (long) batch.size() * ROOM;
        MemorySegment.copy(ring.memory(), ring.frameOffset() + l3, memory, at, length);
        weights[batch.size()] = ring.every();
        batch.add(at, length, length, ring.ingress());
    }

    @Override
    public void close() {
        shown.close();
        tooLong.close();
    }
}
