package org.netserv.ffi;

import static org.netserv.ffi.Downcalls.unexpected;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.netserv.ffi.libc.raw.LibcRaw;
import org.netserv.ffi.libc.raw.pollfd;

/**
 * File descriptors that one thread waits for, until there is something to receive on one of them.
 *
 * <p><b>Ownership.</b> The descriptors are others'.
 *
 * <p><b>Thread.</b> One; {@link #await} allocates nothing.
 */
public final class PollSet {
    private static final MethodHandle POLL = LibcRaw.poll$handle();

    private final MemorySegment entries;
    private final int count;

    /** A set of these descriptors. */
    public PollSet(SegmentAllocator allocator, int... fds) {
        count = fds.length;
        entries = pollfd.allocateArray(Math.max(1, count), allocator);
        for (int i = 0; i < count; i++) {
            MemorySegment entry = pollfd.asSlice(entries, i);
            pollfd.fd(entry, fds[i]);
            pollfd.events(entry, (short) Linux.POLLIN);
        }
    }

    /** Whether descriptor {@code i} had something when {@link #await} returned last. */
    public boolean isReady(int i) {
        return entries.get(ValueLayout.JAVA_SHORT, i * pollfd.sizeof() + pollfd.revents$offset()) != 0;
    }

    /** Waits for so long at most; how many descriptors have something, an error too. A signal ends it with 0. */
    public int await(int timeoutMillis) {
        try {
            return Math.max(0, (int) POLL.invokeExact(entries, (long) count, timeoutMillis));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }
}
