package org.netserv.node.sandbox;

import java.util.Collection;

/**
 * Estimates how much memory of the heap that all share is kept by some objects and classes of a publisher's.
 *
 * <p><b>Thread.</b> Any but a packet thread: it may take a second.
 */
@FunctionalInterface
public interface HeapMeter {
    /** What a meter answers that cannot tell. */
    long UNKNOWN = -1;

    /** Cannot tell. */
    HeapMeter NONE = (roots, classes, limitBytes) -> UNKNOWN;

    /**
     * Adds up what is reached from the objects and from the static fields of the classes, each object once. It runs none of the
     * publisher's code.
     *
     * @param roots objects; what the node lends modules does not count
     * @param classes the publisher's, initialised
     * @param limitBytes where to stop
     * @return bytes, more than the limit if there is more; {@link #UNKNOWN} if it cannot tell
     */
    long retainedBytes(Collection<Object> roots, Collection<Class<?>> classes, long limitBytes);
}
