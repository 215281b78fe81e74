package org.netserv.node.message;

import java.util.Set;

/**
 * Which values of headers this node supports, of those that the protocol knows. Others are answered with 501.
 *
 * @param probes what may be probed
 * @param sandboxes the kinds that a SETUP may ask for
 * @param schemes that a JAR may be fetched by
 * @param digests algorithms that a JAR may be checked with
 * @param optionalHeaders which of {@code notification}, {@code otp} and {@code credential} may have a value
 */
public record Capabilities(Set<String> probes, Set<String> sandboxes, Set<String> schemes, Set<String> digests,
        Set<String> optionalHeaders) {

    /** What every node can do. */
    public static final Capabilities BASIC = new Capabilities(Set.of("module-status"), Set.of("classloader"),
            Set.of("http", "https", "file"), Set.of("sha-256"), Set.of("notification"));

    /** Keeps copies. */
    public Capabilities {
        probes = Set.copyOf(probes);
        sandboxes = Set.copyOf(sandboxes);
        schemes = Set.copyOf(schemes);
        digests = Set.copyOf(digests);
        optionalHeaders = Set.copyOf(optionalHeaders);
    }
}
