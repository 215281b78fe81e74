package org.netserv.node.telemetry;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.netserv.node.controller.ControlServer;
import org.netserv.node.controller.ControllerHost;
import org.netserv.node.plane.ForwardingPlane;

/**
 * Where the node is in its life, and what is wrong with it.
 *
 * <p><b>Thread.</b> Any; nothing here waits for what the node is doing.
 */
final class NodeState {
    /** Housekeeping begins a round each 200 ms. */
    private static final Duration MAX_ROUND = Duration.ofSeconds(10);

    private volatile @Nullable Parts parts;
    private volatile boolean stopping;

    /** The parts of a node that runs. */
    record Parts(ForwardingPlane plane, ControllerHost controller, ControlServer server) {}

    /** From now on it runs. */
    void runs(Parts running) {
        parts = running;
    }

    /** From now on it takes nothing new. */
    void stops() {
        stopping = true;
    }

    /** Null until the node runs. */
    @Nullable
    Parts parts() {
        return parts;
    }

    /** Why a restart would help, as a sentence; empty while the node starts, and while it makes progress. */
    Optional<String> unhealthy() {
        Parts running = parts;
        if (running == null || stopping) {
            return Optional.empty();
        }
        Duration idle = running.controller().sinceHousekeeping();
        if (idle.compareTo(MAX_ROUND) > 0) {
            return Optional.of("housekeeping has made no round for " + idle.toSeconds() + " s");
        }
        return running.plane().isRunning() ? running.server().trouble() : troubles(running.plane());
    }

    /** Why nobody should count on the node now, as a sentence. */
    Optional<String> unready() {
        Parts running = parts;
        if (stopping) {
            return Optional.of("the node is about to stop");
        }
        if (running == null) {
            return Optional.of("the node is starting");
        }
        return unhealthy()
                .or(() -> troubles(running.plane()));
    }

    private static Optional<String> troubles(ForwardingPlane plane) {
        List<String> troubles = plane.troubles();
        return troubles.isEmpty() ? Optional.empty()
                : Optional.of("plane " + plane.name() + ": " + String.join("; ", troubles));
    }
}
