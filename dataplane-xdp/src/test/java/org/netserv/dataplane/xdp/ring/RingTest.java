package org.netserv.dataplane.xdp.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.netserv.ffi.XdpRingMemory;

class RingTest {
    private static final int CAPACITY = 4;
    /** A few entries before indices wrap. */
    private static final int BEFORE_WRAP = -3;

    private final Arena arena = Arena.ofConfined();

    @AfterEach
    void close() {
        arena.close();
    }

    private KernelModel addresses(int first) {
        return new KernelModel(arena, CAPACITY, Long.BYTES, first);
    }

    private KernelModel descriptors(int first) {
        return new KernelModel(arena, CAPACITY, 16, first);
    }

    @Test
    void shouldShowTheKernelNothingBeforeCommit() {
        KernelModel kernel = addresses(0);
        FillRing fill = new FillRing(kernel.ring());
        assertTrue(fill.add(4096));
        assertEquals(0, kernel.available());
        assertEquals(1, fill.pending());
        fill.commit();
        assertEquals(1, kernel.available());
        assertEquals(4096, kernel.longOf(0));
    }

    @Test
    void shouldBeFullUntilTheKernelReleases() {
        KernelModel kernel = addresses(0);
        FillRing fill = new FillRing(kernel.ring());
        for (int i = 0; i < CAPACITY; i++) {
            assertTrue(fill.add(i));
        }
        assertFalse(fill.add(99));
        fill.commit();
        assertFalse(fill.add(99));
        kernel.consume(1);
        assertTrue(fill.add(4));
        assertFalse(fill.add(99), "one slot was released, not two");
        fill.commit();
        for (int i = 0; i < CAPACITY; i++) {
            assertEquals(i + 1, kernel.longOf(i));
        }
    }

    @Test
    void shouldWriteDescriptorsAsTheKernelReadsThem() {
        KernelModel kernel = descriptors(0);
        TransmitRing transmit = new TransmitRing(kernel.ring());
        kernel.write(0, -1, -1);
        assertTrue(transmit.add(0x1_0000_0100L, 60));
        transmit.commit();
        assertEquals(0x1_0000_0100L, kernel.longOf(0));
        assertEquals(60, kernel.secondOf(0), "the options are 0, whatever was there");
    }

    @Test
    void shouldReadDescriptorsAsTheKernelWritesThem() {
        KernelModel kernel = descriptors(0);
        ReceiveRing receive = new ReceiveRing(kernel.ring());
        assertEquals(0, receive.peek(64));
        assertFalse(receive.isWaiting());
        kernel.write(0, 2048 + 256, 1514);
        kernel.write(1, 4096 + 256, 60);
        kernel.produce(2);
        assertTrue(receive.isWaiting());
        assertEquals(1, receive.peek(1));
        assertEquals(2, receive.peek(64));
        assertEquals(2304, receive.address(0));
        assertEquals(1514, receive.length(0));
        assertEquals(4352, receive.address(1));
        assertEquals(60, receive.length(1));
        assertEquals(CAPACITY - 2, kernel.room());
        receive.release(2);
        assertEquals(CAPACITY, kernel.room());
        assertFalse(receive.isWaiting());
    }

    @Test
    void shouldReleaseNoMoreThanWasRead() {
        KernelModel kernel = addresses(0);
        CompletionRing completion = new CompletionRing(kernel.ring());
        for (int i = 0; i < CAPACITY; i++) {
            kernel.write(i, i);
        }
        kernel.produce(CAPACITY);
        assertEquals(0, kernel.room());
        assertEquals(CAPACITY, completion.peek(64));
        completion.release(1);
        assertEquals(1, kernel.room());
        assertEquals(1, completion.address(0));
        assertEquals(CAPACITY - 1, completion.peek(64));
    }

    @Test
    void shouldTakeFramesHomeBeforeTheKernelShowsThatItHasTakenThem() {
        RingSizes sizes = new RingSizes(CAPACITY, CAPACITY, CAPACITY, 2048);
        try (Arena arena = Arena.ofConfined()) {
            KernelModel kernel = new KernelModel(arena, sizes.fill(), Long.BYTES, 0);
            FillRing fill = new FillRing(kernel.ring());
            for (int taken = 0; taken < 3; taken++) {
                for (int frame = 0; frame < sizes.framesPerPort(); frame++) {
                    assertTrue(fill.add(frame), "taken=" + taken);
                }
                fill.commit();
                if (taken > 0) {
                    kernel.consume(sizes.framesPerPort()); // those of the time before
                }
            }
        }
    }

    @Test
    void shouldGoOnWhereIndicesWrap() {
        KernelModel out = addresses(BEFORE_WRAP);
        FillRing fill = new FillRing(out.ring());
        KernelModel in = descriptors(BEFORE_WRAP);
        ReceiveRing receive = new ReceiveRing(in.ring());
        for (long i = 0; i < 3 * CAPACITY; i++) {
            while (!fill.add(i)) {
                fill.commit();
                assertEquals(CAPACITY, out.available());
                out.consume(1);
            }
            in.write(0, i, i);
            in.produce(1);
            assertEquals(1, receive.peek(64));
            assertEquals(i, receive.address(0));
            receive.release(1);
        }
        fill.commit();
        assertEquals(3 * CAPACITY - CAPACITY, out.longOf(0));
        assertEquals(CAPACITY, out.available());
        assertEquals(CAPACITY, fill.pending());
    }

    @Test
    void shouldSayWhenTheKernelSleeps() {
        KernelModel kernel = descriptors(0);
        TransmitRing transmit = new TransmitRing(kernel.ring());
        assertFalse(transmit.needsWakeup());
        kernel.wantsWakeup(true);
        assertTrue(transmit.needsWakeup());
    }

    @Test
    void shouldRefuseARingOutsideItsMemory() {
        MemorySegment memory = arena.allocate(256);
        assertThrows(IllegalArgumentException.class, () -> new XdpRingMemory(memory, 0, 64, 128, 256, 4));
        assertThrows(IllegalArgumentException.class, () -> new XdpRingMemory(memory, 0, 64, 128, 192, 3));
    }

    @Test
    void shouldHandBackNoMoreThanThereIsRoomFor() {
        HandBack handBack = new HandBack(2);
        assertTrue(handBack.offer(1, 10));
        assertEquals(0, handBack.peek(), "not committed");
        assertTrue(handBack.offer(2, 20));
        assertFalse(handBack.offer(3, 30));
        handBack.commit();
        assertEquals(2, handBack.peek());
        assertEquals(2, handBack.address(1));
        assertEquals(20, handBack.decision(1));
        handBack.release(1);
        assertTrue(handBack.offer(3, 30));
        handBack.commit();
        assertEquals(3, handBack.address(1));
    }
}
