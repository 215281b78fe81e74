package org.netserv.node.sandbox;

import java.nio.file.Path;
import java.util.List;
import org.netserv.node.net.Prefix;

/**
 * What the operator grants a publisher.
 *
 * @param user the publisher's name
 * @param directory the publisher's own directory, for modules and their storage
 * @param prefixes destination prefixes that it may filter, and source addresses that it may use
 * @param ports ports that it may listen on
 * @param destinations where it may send datagrams
 * @param quota how much of the node it may use
 */
public record ContainerSettings(String user, Path directory, List<Prefix> prefixes, List<Integer> ports,
        List<Destination> destinations, Quota quota) {
    /** Takes copies. */
    public ContainerSettings {
        prefixes = List.copyOf(prefixes);
        ports = List.copyOf(ports);
        destinations = List.copyOf(destinations);
    }

    /** A permitted destination: a port, or with -1 any, of a prefix. */
    public record Destination(Prefix prefix, int port) {}
}
