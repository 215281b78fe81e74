package org.netserv.dataplane.xdp.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;
import org.netserv.ffi.BpfMap;
import org.netserv.ffi.BpfObject;

/**
 * Flows that modules have decided on: the kernel does the same with the rest of each, until it has been idle for too long,
 * its owner is revoked, or the kernel needs its place for another (the least recently used goes).
 *
 * <p>A flow holds only while its owner's epoch is the one that it was made in. So an owner's flows end with one store, and
 * are removed afterwards.
 *
 * <p><b>Source.</b> {@code struct flow4_key}, {@code struct flow6_key} and {@code struct flow} in layout.h.
 *
 * <p><b>Thread.</b> Control: one at a time. {@link FlowWriter}: a packet thread each.
 */
public final class FlowTable {
    static final int KEY4_BYTES = 16;
    static final int KEY6_BYTES = 40;
    static final int VALUE_BYTES = 16;
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

    /** Ends an owner's flows, at once: the next packet of each is its filters' business again. The owner stays. */
    public void revoke(int owner) {
        check(owner);
        epochs.advance(owner);
        sweep(owner);
    }

    /** Ends an owner's flows and gives its place back. Who writes flows must have forgotten it. */
    public void removeOwner(int owner) {
        revoke(owner);
        used.clear(owner);
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
        walk(flows4, KEY4_BYTES, (key, value) -> count[0]++);
        walk(flows6, KEY6_BYTES, (key, value) -> count[0]++);
        return count[0];
    }

    /** What a packet thread adds flows with. */
    public FlowWriter writer() {
        return new FlowWriter(flows4, flows6, epochs);
    }

    private void clearCounts(int owner) {
        try (Arena arena = Arena.ofConfined()) {
            counts.update(arena.allocateFrom(ValueLayout.JAVA_INT, owner),
                    arena.allocate((long) counts.copies() * counts.stride(), Long.BYTES));
        }
    }

    private void sweep(int owner) {
        sweep(flows4, KEY4_BYTES, owner);
        sweep(flows6, KEY6_BYTES, owner);
    }

    private static void sweep(BpfMap flows, int keyBytes, int owner) {
        walk(flows, keyBytes, (key, value) -> {
            if (value.get(ValueLayout.JAVA_SHORT, VALUE_OWNER) == owner) {
                flows.delete(key);
            }
        });
    }

    private static void walk(BpfMap flows, int keyBytes, Visitor visitor) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocate(keyBytes, Long.BYTES);
            MemorySegment next = arena.allocate(keyBytes, Long.BYTES);
            MemorySegment value = arena.allocate(VALUE_BYTES, Long.BYTES);
            boolean more = flows.nextKey(MemorySegment.NULL, next);
            // A key that goes while we stand on it sends us back to the start: bounded, so as not to walk for ever.
            for (int i = 0; more && i < 4 * flows.entries(); i++) {
                key.copyFrom(next);
                // Before it may be removed.
                more = flows.nextKey(key, next);
                if (flows.lookup(key, value)) {
                    visitor.visit(key, value);
                }
            }
        }
    }

    private void check(int owner) {
        if (!used.get(owner)) {
            throw new IllegalArgumentException("no such owner of flows: owner=" + owner);
        }
    }

    /** Packets of an owner's flows that the kernel let pass, and those that it dropped. */
    public record Counts(Count accepted, Count dropped) {}

    private interface Visitor {
        void visit(MemorySegment key, MemorySegment value);
    }
}
