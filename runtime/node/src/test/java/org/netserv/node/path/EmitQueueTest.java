package org.netserv.node.path;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.net.Prefix;
import org.netserv.node.packet.Checksums;
import org.netserv.node.packet.PacketBatch;
import org.netserv.node.packet.TestPackets;

class EmitQueueTest {
    private static final int SLOT = 2048;
    private static final long TIMEOUT_NANOS = 20_000_000_000L;

    private final NodeCounters counters = NodeCounters.inMemory();
    private final EmitQueue queue = new PacketPath(1, List.of(), counters).emitQueue();
    private final PacketBatch batch = new PacketBatch(Arena.ofAuto().allocate((long) PacketBatch.MAX_SIZE * SLOT));

    private static byte[] packet(int source, int number) {
        return TestPackets.ipv4(source, 2, 17, TestPackets.udp(number >>> 16, number & 0xffff, (byte) 1));
    }

    @Test
    void shouldBringPacketsInOrderWithChecksums() {
        for (int n = 0; n < 100; n++) {
            byte[] packet = packet(1, n);
            packet[26] = 0;
            packet[27] = 0;
            assertTrue(queue.offer(packet, 0, packet.length));
        }
        assertFalse(queue.isEmpty());
        assertEquals(PacketBatch.MAX_SIZE, queue.drain(batch, SLOT));
        assertTrue(Checksums.valid(batch, 5));
        assertEquals(5, batch.destinationPort(5));
        byte[] sixth = TestPackets.bytes(batch, 5);
        assertTrue((sixth[26] | sixth[27]) != 0);
        assertEquals(100 - PacketBatch.MAX_SIZE, queue.drain(batch, SLOT));
        assertEquals(99, batch.destinationPort(35));
        assertEquals(0, queue.drain(batch, SLOT));
        assertTrue(queue.isEmpty());
    }

    @Test
    void shouldTakeRangeOfArray() {
        byte[] packet = packet(1, 7);
        byte[] padded = new byte[packet.length + 20];
        System.arraycopy(packet, 0, padded, 11, packet.length);
        assertTrue(queue.offer(padded, 11, packet.length));
        assertEquals(1, queue.drain(batch, SLOT));
        assertEquals(packet.length, batch.length(0));
        assertArrayEquals(Arrays.copyOf(packet, 8), Arrays.copyOf(TestPackets.bytes(batch, 0), 8));
    }

    @Test
    void shouldGoOnAfterBadRange() {
        byte[] packet = packet(1, 7);
        assertThrows(IndexOutOfBoundsException.class, () -> queue.offer(packet, 1, packet.length));
        assertThrows(IndexOutOfBoundsException.class, () -> queue.offer(packet, -1, 5));
        assertThrows(IndexOutOfBoundsException.class, () -> queue.offer(packet, 0, -1));
        assertThrows(IllegalArgumentException.class, () -> queue.offer(new byte[70_000], 0, 70_000));
        assertTrue(queue.offer(packet, 0, packet.length));
        assertEquals(1, queue.drain(batch, SLOT));
    }

    @Test
    void shouldCountWhatIsNoPacketAndWhatIsTooLong() {
        queue.offer(new byte[30], 0, 30);
        queue.offer(new byte[SLOT + 1], 0, SLOT + 1);
        queue.offer(new byte[0], 0, 0);
        byte[] packet = packet(1, 7);
        queue.offer(packet, 0, packet.length);
        assertEquals(1, queue.drain(batch, SLOT));
        assertEquals(3L, counters.snapshot().get("emit.malformed"));
    }

    @Test
    void shouldRefuseWhenFullAndTakeAgainWhenDrained() {
        byte[] packet = TestPackets.ipv4(1, 2, 17, TestPackets.udp(1, 2, new byte[60_000]));
        int taken = 0;
        while (queue.offer(packet, 0, packet.length)) {
            taken++;
        }
        assertTrue(taken > 50 && taken < 100, "taken=" + taken);
        while (!queue.isEmpty()) {
            queue.drain(batch, SLOT);
        }
        assertTrue(queue.offer(packet, 0, packet.length));
    }

    @Test
    void shouldLoseNothingAndKeepOrderWhenManyThreadsOffer() throws InterruptedException {
        int each = 20_000;
        List<Thread> producers = new ArrayList<>();
        for (int p = 0; p < 3; p++) {
            int producer = p;
            producers.add(Thread.ofPlatform().start(() -> {
                for (int n = 0; n < each; n++) {
                    byte[] packet = packet(producer, n);
                    while (!queue.offer(packet, 0, packet.length)) {
                        Thread.onSpinWait();
                    }
                }
            }));
        }
        int[] next = new int[3];
        int received = 0;
        long deadline = System.nanoTime() + TIMEOUT_NANOS;
        while (received < 3 * each && System.nanoTime() < deadline) {
            queue.awaitPackets(1_000_000);
            int count = queue.drain(batch, SLOT);
            received += count;
            for (int i = 0; i < count; i++) {
                int producer = (int) batch.sourceLow(i);
                byte[] packet = TestPackets.bytes(batch, i);
                int number = (packet[20] & 0xff) << 24 | (packet[21] & 0xff) << 16 | batch.destinationPort(i);
                assertEquals(next[producer]++, number);
            }
        }
        assertEquals(3 * each, received);
        for (Thread producer : producers) {
            producer.join();
        }
    }

    @Test
    void shouldWakeSleeperAtOnce() throws InterruptedException {
        AtomicLong received = new AtomicLong();
        int packets = 200;
        Thread consumer = Thread.ofPlatform().start(() -> {
            while (received.get() < packets) {
                queue.awaitPackets(TIMEOUT_NANOS);
                received.addAndGet(queue.drain(batch, SLOT));
            }
        });
        long start = System.nanoTime();
        for (int n = 1; n <= packets; n++) {
            byte[] packet = packet(1, n);
            assertTrue(queue.offer(packet, 0, packet.length));
            while (received.get() < n && System.nanoTime() - start < TIMEOUT_NANOS) {
                Thread.onSpinWait();
            }
        }
        consumer.join(1_000);
        assertEquals(packets, received.get());
        assertTrue(System.nanoTime() - start < TIMEOUT_NANOS, "slept through its wake-up");
    }

    @Test
    void shouldRefuseForeignSourcesAndMappedOnes() {
        Prefix[] sources = {Prefix.parse("0.0.0.0/24"), Prefix.parse("2001:db8::/32")};
        byte[] own = packet(1, 5);
        byte[] foreign = packet(0x100, 5);
        byte[] ownIpv6 = TestPackets.ipv6(0x2001_0db8L << 32, 5, 17, TestPackets.udp(1, 2));
        byte[] mapped = TestPackets.ipv6(0, 5, 17, TestPackets.udp(1, 2));
        mapped[18] = -1;
        mapped[19] = -1;
        assertEquals(EmitQueue.TAKEN, queue.offerFrom(sources, own, 0, own.length));
        assertEquals(EmitQueue.REFUSED, queue.offerFrom(sources, foreign, 0, foreign.length));
        assertEquals(EmitQueue.TAKEN, queue.offerFrom(sources, ownIpv6, 0, ownIpv6.length));
        assertEquals(EmitQueue.REFUSED, queue.offerFrom(sources, mapped, 0, mapped.length));
        assertEquals(EmitQueue.REFUSED, queue.offerFrom(sources, own, 0, own.length - 1));
        assertThrows(IndexOutOfBoundsException.class, () -> queue.offerFrom(sources, own, 1, own.length));
        assertEquals(2, queue.drain(batch, SLOT));
    }
}
