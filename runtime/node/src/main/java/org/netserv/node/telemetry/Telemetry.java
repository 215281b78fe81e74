package org.netserv.node.telemetry;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.netserv.node.config.Configuration;
import org.netserv.node.controller.ControlServer;
import org.netserv.node.controller.ControllerHost;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.plane.ForwardingPlane;

/**
 * What a node tells machines, from its start to its end, if its configuration says so.
 *
 * <p><b>Thread.</b> Any.
 */
public final class Telemetry implements AutoCloseable {
    private final NodeState state;
    private final @Nullable TelemetryServer server;

    private Telemetry(NodeState state, @Nullable TelemetryServer server) {
        this.state = state;
        this.server = server;
    }

    /**
     * Answers from now on, that the node is starting.
     *
     * @param port on the loopback addresses; {@link Configuration#NO_PORT}: nothing is answered
     * @throws IOException if the port cannot be had
     */
    public static Telemetry open(int port, NodeCounters counters) throws IOException {
        NodeState state = new NodeState();
        return new Telemetry(state, port == Configuration.NO_PORT ? null
                : TelemetryServer.listen(port, new Metrics(counters, state), state));
    }

    /** The port that is answered on, or {@link Configuration#NO_PORT}. */
    public int port() {
        return server == null ? Configuration.NO_PORT : server.port();
    }

    /** The node runs, with its modules restored. */
    public void runs(ForwardingPlane plane, ControllerHost controller, ControlServer control) {
        state.runs(new NodeState.Parts(plane, controller, control));
    }

    /** The node is about to stop. */
    public void stops() {
        state.stops();
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
