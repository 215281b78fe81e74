package org.netserv.node.config;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netserv.node.net.IpAddress;
import org.netserv.node.net.Prefix;
import org.netserv.node.net.Reach;
import org.netserv.node.path.FilterTable;

/**
 * A configuration that holds together. All paths are absolute.
 *
 * @param file where it was read from
 * @param nodeId the node's id
 * @param state directory of all that the node keeps
 * @param control where messages come in
 * @param planes where packets come in
 * @param fetch how modules are fetched
 * @param notification where publishers may be told of their modules
 * @param freshness which signed messages are too old, or last too long
 * @param metricsPort where metrics and health are read, on the loopback addresses, or {@link #NO_PORT}
 * @param users the publishers, in the file's order
 * @param signaling how the node does GIST; null if it does not
 */
public record Configuration(Path file, String nodeId, Path state, Control control, List<Plane> planes, Fetch fetch,
        Reach notification, Freshness freshness, int metricsPort, List<User> users, @Nullable Signaling signaling) {

    /** No port. */
    public static final int NO_PORT = -1;

    /** Keeps copies. */
    public Configuration {
        planes = List.copyOf(planes);
        users = List.copyOf(users);
    }

    /** One without signaling. */
    public Configuration(Path file, String nodeId, Path state, Control control, List<Plane> planes, Fetch fetch,
            Reach notification, Freshness freshness, int metricsPort, List<User> users) {
        this(file, nodeId, state, control, planes, fetch, notification, freshness, metricsPort, users, null);
    }

    /** The user of that name, or null. */
    public @Nullable User user(String name) {
        for (User user : users) {
            if (user.name().equals(name)) {
                return user;
            }
        }
        return null;
    }

    /** Which publisher has which prefixes. */
    public List<FilterTable.PrefixOwner> owners() {
        return users.stream().flatMap(
                user -> user.prefixes().stream().map(prefix -> new FilterTable.PrefixOwner(prefix, user.name())))
                .toList();
    }

    /**
     * Where messages come in.
     *
     * @param socket path of the Unix socket
     * @param tcpPort on loopback, or {@link #NO_PORT}
     */
    public record Control(Path socket, int tcpPort) {}

    /**
     * A forwarding plane.
     *
     * @param name of its provider
     * @param options as its provider understands them, in the file's order
     */
    public record Plane(String name, Map<String, String> options) {

        /** Keeps a copy. */
        public Plane {
            options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        }
    }

    /**
     * How a node does GIST.
     *
     * @param addresses its own, the first of each family being what peers are told; none for all that its host has
     * @param tcpPort where it accepts messaging associations, or {@link #NO_PORT}
     * @param routerAlert value of the option that its Queries have, or {@link #NO_PORT}
     * @param tls how it secures messaging associations; null if it does not
     */
    public record Signaling(List<IpAddress> addresses, int tcpPort, int routerAlert, @Nullable Tls tls) {

        /** Keeps a copy. */
        public Signaling {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * How a node secures messaging associations.
     *
     * @param port where it accepts them
     * @param certificates its own, then those that lead to an authority
     * @param key of the first one
     * @param authorities whose certificates it believes
     * @param peers who may be a peer: the first entry that fits decides, without one nobody may
     */
    public record Tls(int port, List<X509Certificate> certificates, PrivateKey key, List<X509Certificate> authorities,
            List<TlsPeer> peers) {

        /** Keeps copies. */
        public Tls {
            certificates = List.copyOf(certificates);
            authorities = List.copyOf(authorities);
            peers = List.copyOf(peers);
        }

        /** Without the key. */
        @Override
        public String toString() {
            return "Tls[port=" + port + ", subject=" + certificates.getFirst().getSubjectX500Principal() + "]";
        }
    }

    /**
     * Whether certificates of this name make a peer.
     *
     * @param name a host name, whose first label may be {@code *}; {@code *} alone stands for all
     * @param scope addresses of peers
     */
    public record TlsPeer(String name, Prefix scope, boolean allow) {}

    /**
     * How modules are fetched, and how long they are kept.
     *
     * @param allowFile whether a SETUP may name a file on the node
     * @param maxBytes of a JAR
     * @param timeout for all of it
     * @param formerVersions that are kept beside the present one of a module, to be rolled back to
     * @param reach where from
     */
    public record Fetch(boolean allowFile, long maxBytes, Duration timeout, int formerVersions, Reach reach) {}

    /**
     * Which signed messages are too old, or last too long.
     *
     * @param required whether {@code expires} and {@code nonce} must be there
     * @param maxTtl the longest time to live, and the furthest {@code expires} of a SETUP
     * @param skew by which a publisher's clock may differ
     */
    public record Freshness(boolean required, Duration maxTtl, Duration skew) {}
}
