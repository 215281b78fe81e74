package org.netserv.node.sandbox;

/**
 * Where the host runs a publisher's threads, so that they get the publisher's share of the CPU and no more.
 *
 * <p><b>Thread.</b> Any.
 */
public interface ThreadPlacement extends AutoCloseable {
    /** Leaves threads where they are. */
    ThreadPlacement NONE = new ThreadPlacement() {
        @Override
        public void placeThisThread() {}

        @Override
        public void close() {}
    };

    /** The calling thread, a platform thread, is the publisher's from now on. Where that cannot be, it stays where it is. */
    void placeThisThread();

    /** Gives back what the host has for it. The publisher's threads have ended, or go on without a place. */
    @Override
    void close();
}
