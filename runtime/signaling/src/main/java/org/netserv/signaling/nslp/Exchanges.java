package org.netserv.signaling.nslp;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.netserv.signaling.nslp.wire.Frame;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.SessionId;

/**
 * The latest request of each session: those that wait for their response, and of others the id, so that what comes late is known.
 *
 * <p><b>Thread.</b> Any.
 */
final class Exchanges {
    /** Each holds a request and perhaps a response, 16 KB either: 128 MB at the very most. */
    static final int MOST_WAITING = 4_096;
    static final int MOST_REMEMBERED = 16_384;

    private final Map<Key, Exchange> latest = new LinkedHashMap<>();
    /** Not under the lock: an exchange ends under its own. */
    private final AtomicInteger waiting = new AtomicInteger();

    /** @param flow downstream */
    private record Key(SessionId session, Mri flow) {}

    /** What became of a request that has arrived. */
    enum Arrived {
        /** It is the session's first, or its next. */
        NEW,
        /** It is here already, and waits for its response. */
        REPEATED,
        /** A later one of the session was here before. */
        OUT_OF_ORDER,
        /** As many wait as may. */
        TOO_MANY
    }

    /** @param exchange null for a request that is not taken up */
    record Opened(Arrived arrived, @Nullable Exchange exchange) {}

    /** Takes a request up. */
    synchronized Opened open(SessionId session, Mri flow, Frame request) {
        Key key = new Key(session, flow.withDirection(false));
        Exchange known = latest.get(key);
        if (known != null) {
            boolean same = known.id().equals(request.id());
            boolean twin = !same && known.id().epoch() == request.id().epoch()
                    && known.id().sequence() == request.id().sequence();
            if (twin || request.id().isBefore(known.id())) {
                return new Opened(Arrived.OUT_OF_ORDER, null);
            }
            if (same && !known.isOver()) {
                return new Opened(Arrived.REPEATED, known);
            }
        }
        if (waiting.get() >= MOST_WAITING) {
            return new Opened(Arrived.TOO_MANY, null);
        }
        if (known != null) {
            known.drop();
            latest.remove(key);
        }
        waiting.incrementAndGet();
        Exchange exchange = new Exchange(request, waiting::decrementAndGet);
        latest.put(key, exchange);
        forget();
        return new Opened(Arrived.NEW, exchange);
    }

    /** The session's latest request, or null. */
    synchronized @Nullable Exchange of(SessionId session, Mri flow) {
        return latest.get(new Key(session, flow.withDirection(false)));
    }

    private void forget() {
        Iterator<Exchange> eldest = latest.values().iterator();
        while (latest.size() > MOST_REMEMBERED && eldest.hasNext()) {
            if (eldest.next().isOver()) {
                eldest.remove();
            }
        }
    }
}
