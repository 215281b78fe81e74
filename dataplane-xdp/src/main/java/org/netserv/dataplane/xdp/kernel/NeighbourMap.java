package org.netserv.dataplane.xdp.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.netserv.ffi.BpfMap;
import org.netserv.node.net.IpAddress;

/**
 * Next hops that frames are sent to, by the program or with what it said of them, and when each was last used, to a second or
 * so.
 *
 * <p><b>Source.</b> {@code struct neighbour} in layout.h. <b>Thread.</b> One at a time.
 */
public final class NeighbourMap {
    private static final int KEY_BYTES = 24;
    private static final int AF_INET = 2;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfInt BIG_INT = INT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong BIG_LONG = ValueLayout.JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN);

    private final BpfMap map;

    NeighbourMap(BpfMap map) {
        this.map = map;
    }

    /** Neighbours that were used within the last so many nanoseconds; others are forgotten. */
    public List<Neighbour> used(long withinNanos) {
        List<Neighbour> used = new ArrayList<>();
        List<MemorySegment> unused = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocate(KEY_BYTES, Long.BYTES);
            MemorySegment next = arena.allocate(KEY_BYTES, Long.BYTES);
            MemorySegment value = arena.allocate(ValueLayout.JAVA_LONG);
            boolean more = map.nextKey(MemorySegment.NULL, next);
            for (int i = 0; more && i < map.entries(); i++) {
                key.copyFrom(next);
                if (map.lookup(key, value)) {
                    if (System.nanoTime() - value.get(ValueLayout.JAVA_LONG, 0) <= withinNanos) {
                        used.add(read(key));
                    } else {
                        unused.add(arena.allocate(KEY_BYTES, Long.BYTES).copyFrom(key));
                    }
                }
                more = map.nextKey(key, next);
            }
            unused.forEach(map::delete);
        }
        return used;
    }

    private static Neighbour read(MemorySegment key) {
        int ifindex = key.get(INT, 0);
        if (key.get(INT, 4) == AF_INET) {
            return new Neighbour(ifindex, new IpAddress(0, IpAddress.mapped(key.get(BIG_INT, 8))));
        }
        return new Neighbour(ifindex, new IpAddress(key.get(BIG_LONG, 8), key.get(BIG_LONG, 16)));
    }

    /** A host on a link. */
    public record Neighbour(int ifindex, IpAddress address) {}
}
