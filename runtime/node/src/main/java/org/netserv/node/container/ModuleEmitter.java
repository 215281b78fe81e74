package org.netserv.node.container;

import java.util.List;
import org.netserv.api.PacketEmitter;
import org.netserv.node.counters.Tally;
import org.netserv.node.guard.StackRoom;
import org.netserv.node.net.Prefix;
import org.netserv.node.path.EmitQueue;
import org.netserv.node.path.RateLimit;

/**
 * Lets a module's own packets into the node's queue, if their source is the publisher's and its quota has room.
 *
 * <p><b>Thread.</b> Any.
 */
final class ModuleEmitter implements PacketEmitter {
    private final Lifetime lifetime;
    private final EmitQueue queue;
    private final RateLimit rate;
    private final Prefix[] sources;
    private final ModuleTallies tallies;

    ModuleEmitter(Lifetime lifetime, EmitQueue queue, RateLimit rate, List<Prefix> sources, ModuleTallies tallies) {
        this.lifetime = lifetime;
        this.queue = queue;
        this.rate = rate;
        this.sources = sources.toArray(Prefix[]::new);
        this.tallies = tallies;
    }

    @Override
    public boolean emit(byte[] packet, int offset, int length) {
        StackRoom.requireForCopy();
        lifetime.requireRunning();
        if (rate.isLimited() && rate.take(System.nanoTime(), 1) == 0) {
            tallies.emitOver.addShared(1);
            return false;
        }
        int outcome = queue.offerFrom(sources, packet, offset, length);
        tally(outcome).addShared(1);
        return outcome == EmitQueue.TAKEN;
    }

    private Tally tally(int outcome) {
        return switch (outcome) {
            case EmitQueue.TAKEN -> tallies.emitted;
            case EmitQueue.FULL -> tallies.emitFull;
            default -> tallies.emitRefused;
        };
    }
}
