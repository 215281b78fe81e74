package org.netserv.node.path;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.netserv.node.net.Prefix;

/**
 * Longest-prefix match over prefixes of one address family: one hash table per prefix length in use, asked from the
 * longest to the shortest.
 *
 * <p><b>Thread.</b> Immutable.
 *
 * @param <T> what a prefix maps to
 */
final class PrefixTable<T> {
    private final List<Level<T>> levels;

    PrefixTable(Map<Prefix, T> entries) {
        Map<Integer, List<Map.Entry<Prefix, T>>> byLength = new TreeMap<>(Comparator.reverseOrder());
        for (Map.Entry<Prefix, T> entry : entries.entrySet()) {
            byLength.computeIfAbsent(entry.getKey().length(), length -> new ArrayList<>()).add(entry);
        }
        List<Level<T>> built = new ArrayList<>();
        byLength.forEach((length, level) -> built.add(new Level<>(length, level)));
        levels = List.copyOf(built);
    }

    /** What the longest prefix that contains an address maps to, or null. */
    @Nullable
    T find(long high, long low) {
        for (int i = 0; i < levels.size(); i++) {
            T value = levels.get(i).find(high, low);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    /** Prefixes of one length, in an open-addressing table that is at most half full. */
    private static final class Level<T> {
        private final long highMask;
        private final long lowMask;
        private final long[] keys;
        private final @Nullable Object[] values;
        private final int indexMask;

        Level(int length, Collection<Map.Entry<Prefix, T>> entries) {
            highMask = mask(Math.min(length, 64));
            lowMask = mask(Math.max(length - 64, 0));
            int slots = Math.max(2, Integer.highestOneBit(entries.size() * 2 - 1) << 1);
            keys = new long[slots * 2];
            values = new @Nullable Object[slots];
            indexMask = slots - 1;
            for (Map.Entry<Prefix, T> entry : entries) {
                int slot = hash(entry.getKey().high(), entry.getKey().low()) & indexMask;
                while (values[slot] != null) {
                    slot = (slot + 1) & indexMask;
                }
                keys[slot * 2] = entry.getKey().high();
                keys[slot * 2 + 1] = entry.getKey().low();
                values[slot] = entry.getValue();
            }
        }

        @Nullable
        @SuppressWarnings("unchecked") // the constructor puts in nothing else
        T find(long addressHigh, long addressLow) {
            long high = addressHigh & highMask;
            long low = addressLow & lowMask;
            int slot = hash(high, low) & indexMask;
            Object value = values[slot];
            while (value != null) {
                if (keys[slot * 2] == high && keys[slot * 2 + 1] == low) {
                    return (T) value;
                }
                slot = (slot + 1) & indexMask;
                value = values[slot];
            }
            return null;
        }

        private static int hash(long high, long low) {
            long h = (high * 0x9E3779B97F4A7C15L ^ low) * 0xC2B2AE3D27D4EB4FL;
            return (int) (h >>> 32);
        }

        private static long mask(int bits) {
            return bits == 0 ? 0 : -1L << (64 - bits);
        }
    }
}
