package org.netserv.ffi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

/** What a thread that waits for several things is woken by, and memory of the kernel's. */
class EventFdTest {

    @Test
    void shouldTellWhichOfSeveralWasSignalled() {
        try (EventFd first = EventFd.open(); EventFd second = EventFd.open(); Arena arena = Arena.ofConfined()) {
            PollSet set = new PollSet(arena, first.fd(), second.fd());
            assertEquals(0, set.await(0));
            second.signal();
            second.signal();
            assertEquals(1, set.await(1000));
            assertFalse(set.isReady(0));
            assertTrue(set.isReady(1));
            second.clear();
            second.clear();
            assertEquals(0, set.await(0));
        }
    }

    @Test
    void shouldWakeAThreadThatWaits() throws InterruptedException {
        try (EventFd event = EventFd.open(); Arena arena = Arena.ofShared()) {
            PollSet set = new PollSet(arena, event.fd());
            int[] ready = {-1};
            Thread waiting = Thread.ofPlatform().start(() -> ready[0] = set.await(10_000));
            event.signal();
            waiting.join();
            assertEquals(1, ready[0]);
        }
    }

    @Test
    void shouldMapMemoryOfZerosOnAPageOfItsOwn() {
        try (Arena arena = Arena.ofConfined()) {
            var memory = NativeMemory.allocate(3 * 4096, false, arena);
            assertEquals(3 * 4096, memory.byteSize());
            assertEquals(0, memory.address() % 4096);
            assertEquals(0, memory.get(ValueLayout.JAVA_LONG, memory.byteSize() - Long.BYTES));
        }
    }
}
