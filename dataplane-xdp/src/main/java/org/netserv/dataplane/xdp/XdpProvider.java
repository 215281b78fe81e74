package org.netserv.dataplane.xdp;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.path.PathShare;
import org.netserv.node.plane.ForwardingPlane;
import org.netserv.node.plane.HostCheck;
import org.netserv.node.plane.PlaneException;
import org.netserv.node.plane.Survey;

/** Makes AF_XDP planes; found with {@link java.util.ServiceLoader}. */
public final class XdpProvider implements ForwardingPlane.Provider {
    /** The plane's name in configuration and on the command line. */
    static final String NAME = "xdp";

    /** For the service loader. */
    public XdpProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ForwardingPlane.Workers workers(Map<String, String> options) throws PlaneException {
        XdpOptions parsed = XdpOptions.parse(options);
        int queues = XdpPlane.queues(parsed);
        return new ForwardingPlane.Workers(queues, Math.min(parsed.quarantine(), queues));
    }

    @Override
    public Survey survey(Map<String, String> options) throws PlaneException {
        return XdpSurvey.of(XdpOptions.parse(options));
    }

    @Override
    public List<HostCheck> examine() {
        return new XdpExamination().run();
    }

    @Override
    public ForwardingPlane open(Map<String, String> options, PathShare path, NodeCounters counters)
            throws PlaneException {
        return XdpPlane.open(XdpOptions.parse(options), path, counters, null, MannerChoice.MIN_PACKETS);
    }

    @Override
    public ForwardingPlane open(Map<String, String> options, PathShare path, NodeCounters counters, Path state)
            throws PlaneException {
        return XdpPlane.open(XdpOptions.parse(options), path, counters, state, MannerChoice.MIN_PACKETS);
    }
}
