package org.netserv.dataplane.xdp.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.BitSet;
import org.netserv.ffi.BpfMap;
import org.netserv.ffi.BpfObject;

/**
 * Flows that modules have decided on: the kernel does the same with the rest of each, until it has been idle for too long,
 * its owner is revoked, or the kernel needs its place for another (the least recently used goes).
 *
 * <p>A flow holds only while its owner's epoch is the one that it was made in. So an owner's flows end with one store, and
 * are removed afterwards, when all flows are looked at.
 *
 * <p><b>Source.</b> {@code struct flow4_key}, {@code struct flow6_key} and {@code struct flow} in layout.h.
 *
 * <p><b>Thread.</b> One at a time.
 */
public final class FlowTable {
    /** How many owners there may be; they are numbered from 0. */
    public static final int MAX_OWNERS = 1024;

    static final int KEY4_BYTES = 16;
    static final int KEY6_BYTES = 40;
    static final int VALUE_BYTES = 16;
    private static final int AT_ONCE = 1024;
    private static final long VALUE_USED = 0;
    private static final long VALUE_IDLE = 4;
    private static final long VALUE_EPOCH = 8;
    private static final long VALUE_OWNER = 12;

    private final BpfMap flows4;
    private final BpfMap flows6;
    private final BpfMap counts;
    private final OwnerEpochs epochs;
    private final BitSet used = new BitSet();

    FlowTable(BpfObject object) {
        flows4 = object.map("flows4");
        flows6 = object.map("flows6");
        counts = object.map("owner_counts");
        BpfMap owners = object.map("owners");
        epochs = new OwnerEpochs(owners.mapped(), owners.stride(), owners.entries());
    }

    /**
     * A place for a module's flows.
     *
     * <p><b>Errors.</b> {@link IllegalStateException} when there is none left.
     */
    public int newOwner() {
        int owner = used.nextClearBit(0);
        if (owner >= epochs.size()) {
            throw new IllegalStateException("there are " + epochs.size() + " owners of flows already");
        }
        used.set(owner);
        clearCounts(owner);
        return owner;
    }

    /**
     * Ends an owner's flows, at once: the next packet of each is its filters' business again. The owner stays, and so, until the
     * next {@link #sweep}, does the room that they take.
     */
    public void revoke(int owner) {
        check(owner);
        epochs.advance(owner);
    }

    /** Ends an owner's flows and gives its place back. What is left of them must have been swept before it is used again. */
    public void removeOwner(int owner) {
        revoke(owner);
        used.clear(owner);
    }

    /**
     * Removes the flows that do not hold any more, also those that have been idle for too long. Looks at all of them, a thousand
     * with one system call.
     *
     * @param live set to how many flows each owner has, by its number
     * @param progress run now and then meanwhile
     */
    public void sweep(int[] live, Runnable progress) {
        Arrays.fill(live, 0);
        int now = FlowWriter.tick(System.nanoTime());
        sweep(flows4, KEY4_BYTES, now, live, progress);
        sweep(flows6, KEY6_BYTES, now, live, progress);
    }

    /** What the kernel did for an owner, since it was made. */
    public Counts counts(int owner) {
        check(owner);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate((long) counts.copies() * counts.stride(), Long.BYTES);
            counts.lookup(arena.allocateFrom(ValueLayout.JAVA_INT, owner), values);
            return new Counts(Count.sum(values, counts.stride(), 0), Count.sum(values, counts.stride(), 16));
        }
    }

    /** How many flows there are, also idle ones that no packet has come for; walks all of them. */
    public int size() {
        int[] count = new int[1];
        walk(flows4, KEY4_BYTES, () -> {}, (key, value) -> count[0]++);
        walk(flows6, KEY6_BYTES, () -> {}, (key, value) -> count[0]++);
        return count[0];
    }

    /** What adds flows. */
    public FlowWriter writer() {
        return new FlowWriter(flows4, flows6, epochs);
    }

    private void clearCounts(int owner) {
        try (Arena arena = Arena.ofConfined()) {
            counts.update(arena.allocateFrom(ValueLayout.JAVA_INT, owner),
                    arena.allocate((long) counts.copies() * counts.stride(), Long.BYTES));
        }
    }

    private void sweep(BpfMap flows, int keyBytes, int now, int[] live, Runnable progress) {
        walk(flows, keyBytes, progress, (key, value) -> {
            int owner = value.get(ValueLayout.JAVA_SHORT, VALUE_OWNER);
            int idle = now - value.get(ValueLayout.JAVA_INT, VALUE_USED);
            if (value.get(ValueLayout.JAVA_INT, VALUE_EPOCH) != epochs.of(owner)
                    || idle > value.get(ValueLayout.JAVA_INT, VALUE_IDLE)) {
                flows.delete(key);
            } else {
                live[owner]++;
            }
        });
    }

    private static void walk(BpfMap flows, int keyBytes, Runnable progress, Visitor visitor) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment cursor = arena.allocate(ValueLayout.JAVA_INT);
            MemorySegment keys = arena.allocate((long) keyBytes * AT_ONCE, Long.BYTES);
            MemorySegment values = arena.allocate((long) VALUE_BYTES * AT_ONCE, Long.BYTES);
            boolean more = true;
            for (boolean first = true; more; first = false) {
                int found = flows.lookupNext(cursor, first, keys, values);
                more = found >= 0;
                int count = more ? found : ~found;
                for (int i = 0; i < count; i++) {
                    visitor.visit(keys.asSlice((long) i * keyBytes, keyBytes),
                            values.asSlice((long) i * VALUE_BYTES, VALUE_BYTES));
                }
                progress.run();
            }
        }
    }

    private void check(int owner) {
        if (!used.get(owner)) {
            throw new IllegalArgumentException("no such owner of flows: owner=" + owner);
        }
    }

    /** Packets of an owner's flows that the kernel let pass, and those that it dropped; bytes are those of IP packets. */
    public record Counts(Count accepted, Count dropped) {}

    private interface Visitor {
        void visit(MemorySegment key, MemorySegment value);
    }
}
