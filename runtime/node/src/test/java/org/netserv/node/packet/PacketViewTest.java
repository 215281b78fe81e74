package org.netserv.node.packet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PacketViewTest {
    private static final long SEED = 0x5eed_0003L;
    private static final int SLOT = 512;

    private final PacketView view = new PacketView(Arena.ofAuto().allocate(65_536), 3);

    private PacketBatch lend(byte[]... packets) {
        PacketBatch batch = TestPackets.batch(SLOT, packets);
        for (int i = 0; i < packets.length; i++) {
            assertEquals(PacketParser.WHOLE, PacketParser.parse(batch, i));
        }
        view.bind(batch, 0);
        return batch;
    }

    private static byte[] packet(Random random) {
        byte[] udp = TestPackets.udp(1, 2, TestPackets.random(random, 1 + random.nextInt(100)));
        return random.nextBoolean() ? TestPackets.ipv4(random.nextInt(), random.nextInt(), 17, udp)
                : TestPackets.ipv6(random.nextLong(), 1 | random.nextLong(), 17, udp);
    }

    /** Does the same to a view and to an array, as long as it lies within; else expects the view to refuse. */
    private void operate(Random random, byte[] model, int length) {
        int size = 1 << random.nextInt(4);
        int offset = random.nextInt(length + 8) - 4;
        long value = random.nextLong();
        byte[] bytes = TestPackets.random(random, size);
        int to = random.nextInt(length + 8) - 4;
        Runnable action = switch (random.nextInt(3)) {
            case 0 -> () -> set(offset, size, value, model);
            case 1 -> () -> {
                view.copyFrom(bytes, 0, offset, size);
                System.arraycopy(bytes, 0, model, offset, size);
            };
            default -> () -> {
                view.move(offset, to, size);
                System.arraycopy(model, offset, model, to, size);
            };
        };
        boolean inside = offset >= 0 && offset + size <= length;
        boolean moves = to >= 0 && to + size <= length;
        try {
            action.run();
        } catch (IndexOutOfBoundsException e) {
            assertFalse(inside && moves, e.getMessage());
            return;
        }
        assertTrue(inside, "offset=" + offset + " size=" + size + " length=" + length);
    }

    private void set(int offset, int size, long value, byte[] model) {
        switch (size) {
            case 1 -> view.setU8(offset, (int) value);
            case 2 -> view.setU16(offset, (int) value);
            case 4 -> view.setI32(offset, (int) value);
            default -> view.setI64(offset, value);
        }
        for (int i = 0; i < size; i++) {
            model[offset + i] = (byte) (value >> (8 * (size - 1 - i)));
        }
    }

    private void assertReads(byte[] model, int length) {
        byte[] copy = new byte[length];
        view.copyTo(0, copy, 0, length);
        assertArrayEquals(Arrays.copyOf(model, length), copy);
        for (int i = 0; i < length; i++) {
            assertEquals(model[i] & 0xff, view.u8(i));
        }
        for (int i = 0; i + 8 <= length; i++) {
            long expected = 0;
            for (int b = 0; b < 8; b++) {
                expected = expected << 8 | (model[i + b] & 0xff);
            }
            assertEquals(expected, view.i64(i));
            assertEquals((int) (expected >> 32), view.i32(i));
            assertEquals(expected >>> 48, view.u16(i));
        }
    }

    @Test
    void shouldTellWorkerWithinTheCallOnly() {
        lend(packet(new Random(SEED)));
        assertEquals(3, view.worker());
        view.release();
        assertThrows(IllegalStateException.class, view::worker);
    }

    @Test
    void shouldBehaveAsAnArrayAndRestoreWhatItWas() {
        Random random = new Random(SEED);
        for (int n = 0; n < 2_000; n++) {
            byte[] packet = packet(random);
            byte[] neighbour = packet(random);
            PacketBatch batch = lend(packet, neighbour);
            byte[] model = Arrays.copyOf(packet, SLOT);
            int length = packet.length;
            for (int op = random.nextInt(30); op >= 0; op--) {
                if (random.nextInt(5) == 0) {
                    int wanted = view.payloadOffset() + random.nextInt(200);
                    view.length(wanted);
                    batch.memory.asSlice(length, Math.max(0, wanted - length)).fill((byte) 0);
                    Arrays.fill(model, Math.min(length, wanted), SLOT, (byte) 0);
                    batch.memory.asSlice(wanted, SLOT - wanted).fill((byte) 0);
                    length = wanted;
                } else {
                    operate(random, model, length);
                }
            }
            assertEquals(length, batch.length(0));
            assertReads(model, length);
            view.release();
            view.restore();
            assertArrayEquals(packet, TestPackets.bytes(batch, 0), "seed=" + SEED + " n=" + n);
            assertArrayEquals(neighbour, TestPackets.bytes(batch, 1), "seed=" + SEED + " n=" + n);
            assertFalse(batch.modified(0));
        }
    }

    @Test
    void shouldMarkBatchModifiedOnlyWhenSomethingIsSet() {
        PacketBatch batch = lend(packet(new Random(SEED)));
        view.u8(0);
        view.length(view.length());
        assertFalse(view.changed() || batch.modified(0));
        assertThrows(IndexOutOfBoundsException.class, () -> view.setU8(-1, 0));
        assertThrows(IllegalArgumentException.class, () -> view.ttl(0));
        assertFalse(view.changed() || batch.modified(0));
        view.setU8(view.payloadOffset(), 1);
        assertTrue(view.changed() && batch.modified(0));
    }

    @Test
    void shouldNotForgetEarlierModulesChangeWhenRestored() {
        PacketBatch batch = lend(packet(new Random(SEED)));
        view.setU8(view.payloadOffset(), 0x55);
        view.release();
        PacketView second = new PacketView(Arena.ofAuto().allocate(65_536), 0);
        second.bind(batch, 0);
        second.setU8(second.payloadOffset(), 0x66);
        second.release();
        second.restore();
        assertTrue(batch.modified(0));
        assertEquals(0x55, TestPackets.bytes(batch, 0)[batch.payloadOffset[0]]);
    }

    @Test
    void shouldRefuseAccessWhenNotLent() {
        assertThrows(IllegalStateException.class, view::length);
        lend(packet(new Random(SEED)));
        view.release();
        assertThrows(IllegalStateException.class, () -> view.u8(0));
        assertThrows(IllegalStateException.class, () -> view.setI64(0, 1));
    }

    @Test
    void shouldKeepLengthWithinHeadersAndRoom() {
        lend(TestPackets.ipv4(1, 2, 17, TestPackets.udp(1, 2, (byte) 3)));
        assertEquals(SLOT, view.maxLength());
        assertThrows(IllegalArgumentException.class, () -> view.length(27));
        assertThrows(IllegalArgumentException.class, () -> view.length(SLOT + 1));
        view.length(28);
        assertEquals(0, view.payloadLength());
        view.length(SLOT);
        assertEquals(SLOT - 28, view.payloadLength());
    }

    @Test
    void shouldReadIngressOfItsPacket() {
        lend(packet(new Random(SEED)));
        assertEquals(7, view.ingressInterface());
    }

    @Test
    void shouldNotShowWhatAnEarlierPacketLeftBehindThisOne() {
        byte[] packet = TestPackets.ipv4(1, 2, 17, TestPackets.udp(1, 2, (byte) 3));
        PacketBatch batch = lend(packet);
        batch.memory().asSlice(packet.length, SLOT - packet.length).fill((byte) 0xa5);
        view.length(SLOT - 3);
        view.length(SLOT);
        for (int i = packet.length; i < SLOT; i++) {
            assertEquals(0, view.u8(i), "byte " + i);
        }
    }
}
