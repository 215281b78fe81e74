package org.netserv.signaling.engine;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts of an engine.
 *
 * <p><b>Thread.</b> The engine's writes; any reads.
 */
public final class Counters {
    private static final Count[] ALL = Count.values();

    private final Map<Count, Integer> places = new EnumMap<>(Count.class);
    private final AtomicLongArray values = new AtomicLongArray(ALL.length);

    Counters() {
        for (int i = 0; i < ALL.length; i++) {
            places.put(ALL[i], i);
        }
    }

    void add(Count what) {
        add(what, 1);
    }

    void add(Count what, long delta) {
        int place = places.getOrDefault(what, 0);
        values.setOpaque(place, values.getPlain(place) + delta);
    }

    /** How often that happened. */
    public long get(Count what) {
        return values.getOpaque(places.getOrDefault(what, 0));
    }
}
