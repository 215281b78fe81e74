package org.netserv.signaling.intercept;

import java.lang.foreign.MemorySegment;
import org.netserv.api.Verdict;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.counters.Tally;
import org.netserv.node.packet.Checksums;
import org.netserv.node.packet.PacketBatch;
import org.netserv.node.path.SignalingTap;
import org.netserv.signaling.wire.MessageHeader;

/**
 * What becomes of signaling that comes by, RFC 5971 §4.3.4 and 5.3.2:
 *
 * <pre>
 *   no magic, or addressed to a peer ────────────────────────────────────▶ goes on as it came
 *   to whoever is on the path ─▶ of an application that is hosted here ──▶ the engine's
 *                             ├▶ to an address of ours, nobody else's ───▶ the engine's, which says so
 *                             ├▶ no hop left ────────────────────────────▶ the engine's, which says so
 *                             └▶ else ───────────────────────────────────▶ goes on, with a hop less
 * </pre>
 *
 * <p>What the engine has no room for goes on like the rest: it is the next node's then.
 *
 * <p><b>Thread.</b> One packet thread; allocates nothing.
 */
final class QueryTap implements SignalingTap, AutoCloseable {
    private static final int UDP_BYTES = 8;

    private final Interception owner;
    private final QueryRing ring;
    private final Tally taken;
    private final Tally passed;
    private final Tally missed;

    QueryTap(Interception owner, QueryRing ring, NodeCounters counters, int worker) {
        this.owner = owner;
        this.ring = ring;
        String prefix = "signaling.w" + worker + ".";
        taken = counters.allocate(prefix + "taken");
        passed = counters.allocate(prefix + "passed");
        missed = counters.allocate(prefix + "missed");
    }

    @Override
    public void inspect(PacketBatch batch, int i) {
        MemorySegment memory = batch.memory();
        int datagram = batch.l4Offset(i) + UDP_BYTES;
        long message = batch.offset(i) + datagram + MessageHeader.MAGIC_BYTES;
        if (!MessageHeader.isGist(memory, batch.offset(i) + datagram, batch.length(i) - datagram)
                || !MessageHeader.isContextFree(memory, message)) {
            return;
        }
        int hops = MessageHeader.hops(memory, message);
        boolean local = owner.isOwn(batch.destinationHigh(i), batch.destinationLow(i));
        if (local || hops <= 1 || owner.isHosted(MessageHeader.nslpId(memory, message))) {
            if (ring.offer(batch, i)) {
                owner.wake();
                taken.add(1);
                batch.verdict(i, Verdict.DROP);
                return;
            }
            missed.add(1);
        }
        if (local) {
            return; // the socket at that address has it
        }
        if (hops <= 1) {
            batch.verdict(i, Verdict.DROP);
            return;
        }
        MessageHeader.setHops(memory, message, hops - 1);
        Checksums.update(batch, i);
        batch.modified(i, true);
        passed.add(1);
    }

    @Override
    public void close() {
        taken.close();
        passed.close();
        missed.close();
    }
}
