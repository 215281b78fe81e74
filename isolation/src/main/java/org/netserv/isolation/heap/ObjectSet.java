package org.netserv.isolation.heap;

import org.jspecify.annotations.Nullable;

/**
 * Objects, told apart by identity: open addressing, so that there is nothing beside one table. <b>Thread.</b> One.
 */
final class ObjectSet {
    private static final int FIRST_SLOTS = 1024;
    private static final int MOST_SLOTS = 1 << 30;

    private final long mostBytes;
    private @Nullable Object[] slots = new Object[FIRST_SLOTS];
    private int size;
    private boolean full;

    /** @param mostBytes that the table may take */
    ObjectSet(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Returns whether it was not there, and is now. One that there is no room for is not. */
    boolean add(Object object) {
        int slot = slotOf(slots, object);
        if (slots[slot] != null) {
            return false;
        }
        if (size >= slots.length / 4 * 3) {
            if (slots.length >= MOST_SLOTS || 2L * slots.length * Shape.REFERENCE_BYTES > mostBytes) {
                full = true;
                return false;
            }
            grow();
            slot = slotOf(slots, object);
        }
        slots[slot] = object;
        size++;
        return true;
    }

    /** Whether there was no room for one. */
    boolean isFull() {
        return full;
    }

    private void grow() {
        @Nullable
        Object[] larger = new Object[slots.length * 2];
        for (Object object : slots) {
            if (object != null) {
                larger[slotOf(larger, object)] = object;
            }
        }
        slots = larger;
    }

    /** Where an object is, or is to be: there is always a free one. */
    @SuppressWarnings("ReferenceEquality")
    private static int slotOf(@Nullable Object[] slots, Object object) {
        int mask = slots.length - 1;
        int slot = System.identityHashCode(object) & mask;
        while (slots[slot] != null && slots[slot] != object) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }
}
