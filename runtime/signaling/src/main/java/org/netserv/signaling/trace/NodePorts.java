package org.netserv.signaling.trace;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.netserv.signaling.wire.GistMessage;
import org.netserv.signaling.wire.MessageType;
import org.netserv.signaling.wire.NetworkInfo;
import org.netserv.signaling.wire.StackConfig;
import org.netserv.signaling.wire.StackProposal;

/**
 * Where nodes accept connections: what the user says, what Responses tell, and where messages were seen. Anybody can send a
 * Response: what is told of one address says nothing of others, and there are bounds.
 */
final class NodePorts {
    /** So many different ports that are told of. */
    static final int MOST_PORTS = 32;
    private static final int MOST_ENDPOINTS = 1024;

    private final Set<Integer> everywhere;
    private final Set<Endpoint> told = new HashSet<>();
    private final Set<Integer> ports;

    NodePorts(Set<Integer> everywhere) {
        this.everywhere = Set.copyOf(everywhere);
        ports = new TreeSet<>(everywhere);
    }

    /** Whether a node accepts connections there, as far as is known. */
    boolean isNode(Endpoint endpoint) {
        return everywhere.contains(endpoint.port()) || told.contains(endpoint);
    }

    /** All ports, whatever the address. */
    Set<Integer> ports() {
        return Set.copyOf(ports);
    }

    /** Takes down what a message tells. */
    void learn(GistMessage message) {
        NetworkInfo sender = message.networkInfo();
        StackProposal proposal = message.stackProposal();
        StackConfig config = message.stackConfig();
        if (message.type() != MessageType.RESPONSE || sender == null || proposal == null || config == null) {
            return;
        }
        List<List<Integer>> profiles = proposal.profiles();
        for (int i = 1; i <= profiles.size(); i++) {
            config.port(StackProposal.FORWARDS_TCP, i).ifPresent(port -> add(new Endpoint(sender.address(), port)));
        }
    }

    /** Takes down where a node accepts connections. */
    void add(Endpoint endpoint) {
        boolean known = ports.contains(endpoint.port());
        if (told.size() < MOST_ENDPOINTS && (known || ports.size() < MOST_PORTS)) {
            told.add(endpoint);
            ports.add(endpoint.port());
        }
    }
}
