package org.netserv.node.message;

import org.jspecify.annotations.Nullable;
import org.netserv.node.net.Prefix;

/**
 * Which packets a module asks for: those that match everything given here.
 *
 * @param number which of the message's filters it is, 1 to 16; 1 has no suffix in the text
 * @param protocol the IP protocol, or {@link #ANY}
 * @param port the destination port, or {@link #ANY}; only with UDP or TCP
 * @param ipv4 the IPv4 destinations; null for none of its own
 * @param ipv6 the IPv6 destinations, beside the IPv4 ones; null for none of its own. If both are null, it covers all
 *     of the user's authorised prefixes
 * @param every copies of 1 in so many of these packets are asked for, rather than all of them to decide on; {@link #ALL}
 */
public record FilterSpec(int number, int protocol, int port, @Nullable Prefix ipv4, @Nullable Prefix ipv6, int every) {

    /** Stands for every protocol or port. */
    public static final int ANY = -1;
    /** The packets themselves, rather than copies of some. */
    public static final int ALL = 0;
    /** The fewest copies that can be asked for: 1 in so many. */
    public static final int MAX_EVERY = 1_000_000;
    /** The most filters that a message may have. */
    public static final int MAX_FILTERS = 16;
}
