package org.netserv.bench;

import org.jspecify.annotations.Nullable;

/**
 * An exact-match cache from destination, protocol and port to a chain, at most half full: one probe, whatever the filters
 * are. It is what Open vSwitch puts before its classifier, here with every flow in it.
 */
final class FlowCache {
    private final long[] keys;
    private final @Nullable Object[] chains;
    private final int mask;

    FlowCache(int flows) {
        int slots = Integer.highestOneBit(flows * 2 - 1) << 1;
        keys = new long[slots];
        chains = new @Nullable Object[slots];
        mask = slots - 1;
    }

    void put(long destinationLow, int protocol, int port, @Nullable Object chain) {
        long key = key(destinationLow, protocol, port);
        int slot = hash(key) & mask;
        while (keys[slot] != 0 && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        keys[slot] = key;
        chains[slot] = chain;
    }

    @Nullable
    Object get(long destinationLow, int protocol, int port) {
        long key = key(destinationLow, protocol, port);
        int slot = hash(key) & mask;
        while (keys[slot] != key) {
            if (keys[slot] == 0) {
                return null;
            }
            slot = (slot + 1) & mask;
        }
        return chains[slot];
    }

    private static long key(long destinationLow, int protocol, int port) {
        return (destinationLow << 32) | (long) protocol << 16 | port;
    }

    private static int hash(long key) {
        return (int) ((key * 0x9E3779B97F4A7C15L) >>> 32);
    }
}
