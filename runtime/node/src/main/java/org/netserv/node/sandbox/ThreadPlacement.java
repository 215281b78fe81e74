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
        public void start(Runnable starts) {
            starts.run();
        }

        @Override
        public void close() {}
    };

    /**
     * Runs something that starts threads of the publisher's, so that they run where they should; where that cannot be, where
     * others do. Returns when it is done.
     *
     * <p><b>Errors.</b> What it throws.
     */
    void start(Runnable starts);

    /** Gives back what the host has for it. The publisher's threads have ended, or go on without a place. */
    @Override
    void close();
}
