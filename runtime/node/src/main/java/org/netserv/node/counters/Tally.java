package org.netserv.node.counters;

import org.agrona.concurrent.status.AtomicCounter;

/**
 * One counter of the node's.
 *
 * <p><b>Thread.</b> One adds with {@link #add}, or any with {@link #addShared}; any reads.
 */
public final class Tally implements AutoCloseable {
    private final NodeCounters owner;
    private final AtomicCounter counter;

    Tally(NodeCounters owner, AtomicCounter counter) {
        this.owner = owner;
        this.counter = counter;
    }

    /** Adds, as its only writer: a load and an ordered store. */
    public void add(long delta) {
        counter.getAndAddRelease(delta);
    }

    /** Adds, as one of several writers: an atomic addition. */
    public void addShared(long delta) {
        counter.getAndAdd(delta);
    }

    /** The present value. */
    public long value() {
        return counter.get();
    }

    /** Gives its slot back. Nobody may add any more. */
    @Override
    public void close() {
        owner.free(counter);
    }
}
