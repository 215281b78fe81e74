package org.netserv.node;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netserv.node.controller.Fetcher;
import org.netserv.node.controller.Policy;
import org.netserv.node.controller.Publisher;

/**
 * All that a node is told at its start.
 *
 * @param nodeId the node's id
 * @param stateDirectory where the node keeps its own files
 * @param controlSocket path of the Unix socket for control messages
 * @param controlPort TCP port of the loopback address for control messages, or null for none
 * @param plane name of the forwarding plane
 * @param planeOptions options of the forwarding plane, by name
 * @param fetch limits on fetching JARs
 * @param policy what is asked of signed messages
 * @param publishers all publishers
 */
public record NodeSettings(String nodeId, Path stateDirectory, Path controlSocket, @Nullable Integer controlPort,
        String plane, Map<String, String> planeOptions, Fetcher.Limits fetch, Policy policy,
        List<Publisher> publishers) {
    /** Takes copies. */
    public NodeSettings {
        planeOptions = Map.copyOf(planeOptions);
        publishers = List.copyOf(publishers);
    }
}
