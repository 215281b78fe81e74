package org.netserv.node.path;

import java.util.List;
import org.netserv.api.PacketEmitter;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.counters.Tally;
import org.netserv.node.net.Prefix;

/**
 * The emitter of one module: takes packets whose source address is its publisher's, and no others.
 *
 * <p><b>Thread.</b> Any. Allocates nothing.
 */
public final class AuthorisedEmitter implements PacketEmitter, AutoCloseable {
    private final EmitQueue queue;
    private final Prefix[] authorised;
    private final Tally emitted;
    private final Tally refused;
    private final Tally full;

    /**
     * @param authorised prefixes that emitted packets may come from
     * @param label what the labels of its counters begin with, without the dot
     */
    public AuthorisedEmitter(EmitQueue queue, List<Prefix> authorised, NodeCounters counters, String label) {
        this.queue = queue;
        this.authorised = authorised.toArray(Prefix[]::new);
        emitted = counters.allocate(label + ".emitted");
        refused = counters.allocate(label + ".emit_refused");
        full = counters.allocate(label + ".emit_full");
    }

    @Override
    public boolean emit(byte[] packet, int offset, int length) {
        int result = queue.offerFrom(authorised, packet, offset, length);
        (result == EmitQueue.TAKEN ? emitted : result == EmitQueue.FULL ? full : refused).addShared(1);
        return result == EmitQueue.TAKEN;
    }

    /** Gives its counters back. Nobody may emit any more. */
    @Override
    public void close() {
        emitted.close();
        refused.close();
        full.close();
    }
}
