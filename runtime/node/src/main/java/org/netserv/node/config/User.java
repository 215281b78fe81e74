package org.netserv.node.config;

import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import org.netserv.node.net.Prefix;
import org.netserv.node.sandbox.ContainerSettings;
import org.netserv.node.sandbox.ContainerSettings.Destination;
import org.netserv.node.sandbox.Quota;

/**
 * A publisher and what it may do.
 *
 * @param name as in the header {@code user}
 * @param key that its messages are signed with; one that {@code SignatureVerifier} takes
 * @param directory its own, absolute; no other user's lies within or around it
 * @param sandbox the kind that its modules run in
 * @param prefixes destinations whose packets it may ask for; no other user has the same
 * @param ports that it may listen on
 * @param destinations where it may send datagrams
 * @param quota how much of the node it may use
 */
public record User(String name, PublicKey key, Path directory, String sandbox, List<Prefix> prefixes,
        List<Integer> ports, List<Destination> destinations, Quota quota) {

    /** Keeps copies. */
    public User {
        prefixes = List.copyOf(prefixes);
        ports = List.copyOf(ports);
        destinations = List.copyOf(destinations);
    }

    /** What its container needs to know of this. */
    public ContainerSettings containerSettings() {
        return new ContainerSettings(name, directory, prefixes, ports, destinations, quota);
    }
}
