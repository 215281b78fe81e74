package org.netserv.signaling.intercept;

import java.util.Collection;
import java.util.List;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.net.IpAddress;
import org.netserv.node.path.SignalingTap;
import org.netserv.signaling.engine.Engine;

/**
 * Queries of others, from all packet threads to one engine.
 *
 * <p><b>Thread.</b> {@link #drain} and {@link #isEmpty}: the engine's. The rest is immutable, or a packet thread's.
 */
public final class Interception implements AutoCloseable {
    private static final int NSLPS = 1 << Short.SIZE;

    private final long[] hosted = new long[NSLPS / Long.SIZE];
    private final long[] ownHigh;
    private final long[] ownLow;
    private final Runnable wake;
    private final QueryRing[] rings;
    private final QueryTap[] taps;

    /**
     * @param workers how many packet threads there are
     * @param nslps numbers of the applications that are hosted
     * @param addresses the node's own
     * @param wake has the engine's thread look for work; may be called by packet threads, so it allocates nothing
     */
    public Interception(int workers, Collection<Integer> nslps, List<IpAddress> addresses, NodeCounters counters,
            Runnable wake) {
        this.wake = wake;
        nslps.forEach(id -> hosted[id / Long.SIZE] |= 1L << id);
        ownHigh = addresses.stream().mapToLong(IpAddress::high).toArray();
        ownLow = addresses.stream().mapToLong(IpAddress::low).toArray();
        rings = new QueryRing[workers];
        taps = new QueryTap[workers];
        for (int i = 0; i < workers; i++) {
            rings[i] = new QueryRing();
            taps[i] = new QueryTap(this, rings[i], counters, i);
        }
    }

    /** What a packet thread looks at signaling with. */
    public SignalingTap tap(int worker) {
        return taps[worker];
    }

    /** Whether nothing has been taken that the engine has not got. */
    public boolean isEmpty() {
        for (QueryRing ring : rings) {
            if (!ring.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** Hands to the engine what has been taken. */
    public void drain(Engine engine) {
        for (QueryRing ring : rings) {
            ring.drain(engine);
        }
    }

    boolean isHosted(int nslpId) {
        return (hosted[nslpId / Long.SIZE] & (1L << nslpId)) != 0;
    }

    boolean isOwn(long high, long low) {
        for (int i = 0; i < ownLow.length; i++) {
            if (ownLow[i] == low && ownHigh[i] == high) {
                return true;
            }
        }
        return false;
    }

    void wake() {
        wake.run();
    }

    /** Gives its counters back. No packet thread may use it any more. */
    @Override
    public void close() {
        for (QueryTap tap : taps) {
            tap.close();
        }
    }
}
