package org.netserv.signaling.nslp;

import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.netserv.signaling.nslp.wire.Frame;
import org.netserv.signaling.nslp.wire.NslpFormatException;
import org.netserv.signaling.nslp.wire.RequestId;
import org.netserv.signaling.nslp.wire.ResponseStack;
import org.netserv.signaling.nslp.wire.StackEntry;
import org.netserv.signaling.wire.Octets;

/**
 * A request at this node, from its arrival until its response leaves: that takes what the node itself says, and what came from
 * further down the path, in whatever order they come. The call that completes it returns the response; all others return null.
 *
 * <p><b>Thread.</b> Any.
 */
final class Exchange {
    private final RequestId id;
    private final Runnable over;
    /** Null once it is over: only its id is remembered then. */
    private @Nullable Frame request;
    private @Nullable StackEntry own;
    private @Nullable Frame response;
    private boolean pathEnds;
    private int flags;
    private @Nullable Future<?> deadline;

    /** @param over is run once, when nothing more is to come of it */
    Exchange(Frame request, Runnable over) {
        this.request = request;
        this.over = over;
        id = request.id();
    }

    RequestId id() {
        return id;
    }

    synchronized boolean isOver() {
        return request == null;
    }

    /** What is to be cancelled when it is over. */
    synchronized void deadline(Future<?> at) {
        deadline = at;
        if (request == null) {
            at.cancel(false);
        }
    }

    /** What this node says of it. */
    synchronized @Nullable Octets decided(StackEntry entry) throws NslpFormatException {
        own = own == null ? entry : own;
        return answer();
    }

    /** The next node's response. */
    synchronized @Nullable Octets responded(Frame from) throws NslpFormatException {
        Frame asked = request;
        if (asked == null || response != null || pathEnds || from.type() != asked.type()) {
            return null;
        }
        response = from;
        return answer();
    }

    /**
     * There is nobody behind this node.
     *
     * @param responseFlags 0, or {@link Frame#PARTIAL} if that is not certain
     */
    synchronized @Nullable Octets ends(int responseFlags) throws NslpFormatException {
        if (response != null || pathEnds) {
            return null;
        }
        pathEnds = true;
        flags = responseFlags;
        return answer();
    }

    /** Nothing more is waited for. */
    synchronized @Nullable Octets late(StackEntry entry) throws NslpFormatException {
        if (request == null) {
            return null;
        }
        own = own == null ? entry : own;
        if (response == null && !pathEnds) {
            pathEnds = true;
            flags = Frame.PARTIAL;
        }
        return answer();
    }

    /** Another request of the session has taken its place. */
    synchronized void drop() {
        if (request != null) {
            end();
        }
    }

    private @Nullable Octets answer() throws NslpFormatException {
        Frame asked = request;
        StackEntry entry = own;
        Frame down = response;
        if (asked == null || entry == null || (down == null && !pathEnds)) {
            return null;
        }
        end();
        return down == null ? ResponseStack.first(asked, entry, flags) : ResponseStack.push(down, entry);
    }

    private void end() {
        request = null;
        own = null;
        response = null;
        Future<?> at = deadline;
        if (at != null) {
            at.cancel(false);
        }
        over.run();
    }
}
