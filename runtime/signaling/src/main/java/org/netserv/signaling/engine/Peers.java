package org.netserv.signaling.engine;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;
import org.netserv.signaling.api.Peer;

/** Each peer once, as long as some state has it: a hundred thousand sessions share few peers. */
final class Peers {
    private final Map<Peer, WeakReference<Peer>> known = new WeakHashMap<>();

    /** The one that equals this. */
    Peer shared(Peer peer) {
        WeakReference<Peer> reference = known.get(peer);
        Peer same = reference == null ? null : reference.get();
        if (same != null) {
            return same;
        }
        known.put(peer, new WeakReference<>(peer));
        return peer;
    }
}
