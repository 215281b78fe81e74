package org.netserv.node.path;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the packets to one prefix meet, by protocol and port: the exact pair, else the protocol, else anything.
 *
 * <p><b>Thread.</b> Immutable.
 */
final class PortTable {
    private final int[] keys;
    private final @Nullable Chain[] chains;
    private final int mask;
    private final @Nullable Chain anything;

    /** A table of rules; a rule's chain already holds the modules of all wider rules. */
    PortTable(Map<Rule, Chain> rules) {
        Map<Rule, Chain> specific = new HashMap<>(rules);
        anything = specific.remove(Rule.ANYTHING);
        int slots = Math.max(2, Integer.highestOneBit(Math.max(1, specific.size() * 2 - 1)) << 1);
        keys = new int[slots];
        chains = new @Nullable Chain[slots];
        mask = slots - 1;
        specific.forEach(this::put);
    }

    private void put(Rule rule, Chain chain) {
        int key = key(rule.protocol(), rule.port());
        int slot = hash(key) & mask;
        while (chains[slot] != null) {
            slot = (slot + 1) & mask;
        }
        keys[slot] = key;
        chains[slot] = chain;
    }

    /** The chain for packets of a protocol to a port, or null if no module wants them. */
    @Nullable
    Chain find(int protocol, int port) {
        Chain chain = get(key(protocol, port));
        if (chain == null) {
            chain = get(key(protocol, PacketFilter.ANY));
        }
        return chain != null ? chain : anything;
    }

    private @Nullable Chain get(int key) {
        int slot = hash(key) & mask;
        Chain chain = chains[slot];
        while (chain != null && keys[slot] != key) {
            slot = (slot + 1) & mask;
            chain = chains[slot];
        }
        return chain;
    }

    /** 8 bits of protocol, 17 of port, where "any" is 0x10000. */
    private static int key(int protocol, int port) {
        return protocol << 17 | (port == PacketFilter.ANY ? 0x10000 : port);
    }

    private static int hash(int key) {
        int h = key * 0x9E3779B9;
        return h ^ h >>> 15;
    }

    /** A protocol and a port, either of which may be {@link PacketFilter#ANY}. */
    record Rule(int protocol, int port) {
        static final Rule ANYTHING = new Rule(PacketFilter.ANY, PacketFilter.ANY);
    }
}
