package org.netserv.node.controller;

import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.netserv.node.sandbox.Quota;

/**
 * The memory that publishers' modules may keep, all together, against the heap that they share.
 *
 * <p><b>Units.</b> Bytes.
 */
final class PromisedHeap {
    /** The other half is for what is allocated between two measurements, and for the node. */
    private static final int PARTS = 2;
    private static final int MIB = 1 << 20;

    private PromisedHeap() {}

    /** A sentence for the operator if publishers who all keep to their quotas could fill the heap; otherwise null. */
    static @Nullable String warning(Collection<Quota> quotas, long maxHeapBytes) {
        long bound = maxHeapBytes / PARTS;
        long promised = 0;
        for (Quota quota : quotas) {
            // An unlimited one would overflow the sum.
            promised += Math.min(quota.retainedHeapBytes(), bound + 1);
            if (promised > bound) {
                return "retained-heap-bytes of all " + quotas.size()
                        + " users together is more than half of the heap of "
                        + maxHeapBytes / MIB + " MiB, and a full heap ends the node: expected at most " + bound
                        + ", or a larger -Xmx";
            }
        }
        return null;
    }
}
