package org.netserv.api;

/**
 * A count that the operator sees beside the node's own.
 *
 * <p><b>Thread.</b> Any; costs one atomic addition and allocates nothing.
 */
public interface Counter {

    /** Adds 1. */
    default void increment() {
        add(1);
    }

    /** Adds a number, which may be negative. */
    void add(long delta);

    /** The present value. */
    long value();
}
