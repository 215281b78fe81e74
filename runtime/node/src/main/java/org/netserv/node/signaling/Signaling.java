package org.netserv.node.signaling;

import java.io.IOException;
import java.util.function.IntFunction;
import org.netserv.node.config.Configuration;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.path.SignalingTap;

/**
 * What speaks GIST for a node.
 *
 * <p><b>Thread.</b> Opened and closed by one thread; it has threads of its own.
 */
public interface Signaling extends AutoCloseable {
    /** What packet threads look at signaling with, by their number. */
    IntFunction<SignalingTap> taps();

    /** Begins to answer. */
    void start();

    /** Ends it. No packet thread may use its taps any more. */
    @Override
    void close();

    /** Makes it; found with {@link java.util.ServiceLoader}. */
    interface Provider {
        /**
         * One that holds its sockets, not started.
         *
         * @param node acts on what publishers send along the path
         * @param workers how many packet threads there are
         * @throws IOException if a port is taken, or the kernel refuses a socket
         */
        Signaling open(Configuration.Signaling settings, OnPath node, int workers, NodeCounters counters)
                throws IOException;
    }
}
