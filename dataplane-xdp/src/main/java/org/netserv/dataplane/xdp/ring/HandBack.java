package org.netserv.dataplane.xdp.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Frames on their way from a thread that has decided on them to the worker that owns the rings. One of either.
 *
 * <pre>
 *   other:  (A) acquire head, write entries, (B) release tail
 *   worker: (C) acquire tail, read entries, (D) release head
 * </pre>
 *
 * Paired as in the kernel's rings: (C) with (B), (A) with (D).
 *
 * <p><b>Thread.</b> {@link #offer} and {@link #commit}: the other thread. {@link #peek} to {@link #release}: the worker.
 */
public final class HandBack {
    private static final VarHandle HEAD;
    private static final VarHandle TAIL;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            HEAD = lookup.findVarHandle(HandBack.class, "head", int.class);
            TAIL = lookup.findVarHandle(HandBack.class, "tail", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long[] addresses;
    private final long[] decisions;
    private final int mask;
    /** The other thread's: up to where it has written. */
    private int written;
    private int head;
    private int tail;

    /** One with room for so many frames, a power of two. */
    public HandBack(int capacity) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity must be a power of two: capacity=" + capacity);
        }
        addresses = new long[capacity];
        decisions = new long[capacity];
        mask = capacity - 1;
    }

    /** Takes a frame and what was decided; false if there is no room. */
    public boolean offer(long address, long decision) {
        // (A) pairs with (D): what is overwritten has been read.
        if (written - (int) HEAD.getAcquire(this) > mask) {
            return false;
        }
        addresses[written & mask] = address;
        decisions[written & mask] = decision;
        written++;
        return true;
    }

    /** Shows the worker what has been offered. */
    public void commit() {
        // (B) pairs with (C): whoever sees the tail sees the entries.
        TAIL.setRelease(this, written);
    }

    /** How many frames there are. */
    public int peek() {
        // (C) pairs with (B).
        return (int) TAIL.getAcquire(this) - head;
    }

    /** The address of frame {@code i}, from 0. */
    public long address(int i) {
        return addresses[head + i & mask];
    }

    /** What was decided on frame {@code i}. */
    public long decision(int i) {
        return decisions[head + i & mask];
    }

    /** Forgets the first {@code count} of those that were peeked at. */
    public void release(int count) {
        // (D) pairs with (A).
        HEAD.setRelease(this, head + count);
    }
}
