package org.netserv.dataplane.nfqueue;

import java.util.Map;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.path.PacketPath;
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
    public int workers(Map<String, String> options) throws PlaneException {
        return NfQueueOptions.parse(options).queues();
    }

    @Override
    public ForwardingPlane open(Map<String, String> options, PacketPath path, NodeCounters counters)
            throws PlaneException {
        NfQueueOptions parsed = NfQueueOptions.parse(options);
        if (path.workers() < parsed.queues()) {
            throw new IllegalArgumentException("path.workers()=" + path.workers() + " queues=" + parsed.queues());
        }
        return NfQueuePlane.open(parsed, path, counters);
    }
}
