package org.netserv.node.signaling;

import java.io.IOException;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.netserv.node.config.Configuration;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.path.PacketPath;
import org.netserv.node.plane.PlaneException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signaling of a node whose packet threads look at it.
 *
 * <p><b>Thread.</b> Opened and closed by one thread, the latter before the planes.
 */
public final class SignalingHost implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SignalingHost.class);

    private final Signaling signaling;
    private final PacketPath path;
    private final PacketPath.Hook plane;

    private SignalingHost(Signaling signaling, PacketPath path, PacketPath.Hook plane) {
        this.signaling = signaling;
        this.path = path;
        this.plane = plane;
    }

    /**
     * Opens it, if the configuration wants it.
     *
     * @param settings null if not
     * @param node acts on what publishers send along the path
     * @throws IOException if it has no sockets, or the node has nothing that speaks GIST
     * @throws PlaneException if the planes cannot bring it
     */
    public static @Nullable SignalingHost open(Configuration.@Nullable Signaling settings, OnPath node,
            PacketPath path, PacketPath.Hook plane, NodeCounters counters) throws IOException, PlaneException {
        if (settings == null) {
            return null;
        }
        Signaling signaling = ServiceLoader.load(Signaling.Provider.class).findFirst()
                .orElseThrow(() -> new IOException("signaling is configured, and this node has none"))
                .open(settings, node, path.workers(), counters);
        try {
            signaling.start();
            path.signaling(signaling.taps(), plane);
        } catch (PlaneException | RuntimeException e) {
            signaling.close();
            throw e;
        }
        return new SignalingHost(signaling, path, plane);
    }

    /** First the packets pass again, then their taps go. */
    @Override
    public void close() {
        try {
            path.signaling(null, plane);
        } catch (PlaneException e) {
            LOG.warn("signaling stays in the plane until that ends: {}", e.getMessage());
        }
        signaling.close();
    }
}
