package org.netserv.dataplane.nfqueue;

import java.util.Map;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.path.PathShare;
import org.netserv.node.plane.ForwardingPlane;
import org.netserv.node.plane.PlaneException;

/** Makes NFQUEUE planes; found with {@link java.util.ServiceLoader}. */
public final class NfQueueProvider implements ForwardingPlane.Provider {
    /** The plane's name in configuration and on the command line. */
    static final String NAME = "nfqueue";

    /** For the service loader. */
    public NfQueueProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ForwardingPlane.Workers workers(Map<String, String> options) throws PlaneException {
        NfQueueOptions parsed = NfQueueOptions.parse(options);
        return new ForwardingPlane.Workers(parsed.queues(), parsed.quarantine());
    }

    @Override
    public ForwardingPlane open(Map<String, String> options, PathShare path, NodeCounters counters)
            throws PlaneException {
        NfQueueOptions parsed = NfQueueOptions.parse(options);
        if (path.workers() != parsed.allQueues() || path.quarantine() != parsed.quarantine()) {
            throw new IllegalArgumentException("path.workers()=" + path.workers() + " path.quarantine()="
                    + path.quarantine() + " queues=" + parsed.queues() + " quarantine=" + parsed.quarantine());
        }
        return NfQueuePlane.open(parsed, path, counters);
    }
}
