package org.netserv.node.replay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PcapngReaderTest {
    private static final int SECTION = 0x0a0d0d0a;
    private static final int DESCRIPTION = 1;
    private static final int OBSOLETE = 2;
    private static final int SIMPLE = 3;
    private static final int NAMES = 4;
    private static final int ENHANCED = 6;
    private static final byte[] NO_OPTIONS = {};
    /** A comment, then a resolution of 2^-10 s. */
    private static final byte[] BINARY_RESOLUTION = {0, 1, 0, 2, 'h', 'i', 0, 0, 0, 9, 0, 1, (byte) 0x8a, 0, 0, 0, 0,
        0, 0, 0};

    @TempDir
    private Path folder;

    private ByteBuffer out = ByteBuffer.allocate(0);

    private void begin(ByteOrder order) {
        out = ByteBuffer.allocate(10_000).order(order);
        section();
    }

    private void section() {
        int start = block(SECTION);
        out.putInt(0x1a2b3c4d).putShort((short) 1).putShort((short) 0).putLong(-1);
        end(start);
    }

    private int block(int type) {
        int start = out.position();
        out.putInt(type).putInt(0);
        return start;
    }

    private void end(int start) {
        while (out.position() % 4 != 0) {
            out.put((byte) 0);
        }
        int length = out.position() + 4 - start;
        out.putInt(length).putInt(start + 4, length);
    }

    private void describe(int linkType, byte[] options) {
        int start = block(DESCRIPTION);
        out.putShort((short) linkType).putShort((short) 0).putInt(1000).put(options);
        end(start);
    }

    private void enhanced(int number, long time, byte... bytes) {
        int start = block(ENHANCED);
        out.putInt(number).putInt((int) (time >>> 32)).putInt((int) time).putInt(bytes.length).putInt(99).put(bytes);
        end(start);
    }

    private Path file() throws IOException {
        return Files.write(folder.resolve("x.pcapng"), Arrays.copyOf(out.array(), out.position()));
    }

    private String refusal() throws IOException {
        Path file = file();
        PcapException refused = assertThrows(PcapException.class, () -> {
            try (CaptureReader reader = CaptureReader.open(file)) {
                while (reader.next()) {
                    assertTrue(reader.length() >= 0);
                }
            }
        });
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.startsWith(file.toString()), message);
        return message.substring(file.toString().length() + 1);
    }

    @Test
    void shouldReadWhatTheWriterWrites() throws IOException {
        Path file = folder.resolve("written.pcapng");
        byte[] packet = {0x45, 1, 2, 3, 4};
        try (PcapngWriter writer = new PcapngWriter(file)) {
            writer.write(1_767_225_600_123_456_789L, packet, 77, "a comment");
            writer.write(1_767_225_600_123_456_790L, packet, 78, "");
        }
        try (CaptureReader reader = CaptureReader.open(file)) {
            for (int i = 0; i < 2; i++) {
                assertTrue(reader.next());
                assertEquals(LinkType.RAW, reader.linkType());
                assertEquals(1_767_225_600_123_456_789L + i, reader.epochNanos());
                assertEquals(77 + i, reader.originalLength());
                assertEquals(0, reader.packetOffset());
                assertArrayEquals(packet, Arrays.copyOf(reader.frame(), reader.length()));
            }
            assertFalse(reader.next());
        }
    }

    @Test
    void shouldReadAllBlocksOfPacketsInBothByteOrders() throws IOException {
        for (ByteOrder order : new ByteOrder[]{ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            begin(order);
            describe(1, NO_OPTIONS);
            int names = block(NAMES);
            out.putInt(0);
            end(names);
            enhanced(0, 5_000_001, new byte[20]);
            int simple = block(SIMPLE);
            out.putInt(3).put(new byte[]{7, 8, 9});
            end(simple);
            int obsolete = block(OBSOLETE);
            out.putShort((short) 0).putShort((short) 4).putInt(0).putInt(2).putInt(1).putInt(1).put((byte) 5);
            end(obsolete);
            // Another section, which has interfaces of its own.
            section();
            describe(101, order == ByteOrder.BIG_ENDIAN ? BINARY_RESOLUTION : NO_OPTIONS);
            enhanced(0, 1536, (byte) 0x60, (byte) 0);
            try (CaptureReader reader = CaptureReader.open(file())) {
                assertTrue(reader.next());
                assertEquals(LinkType.ETHERNET, reader.linkType());
                assertEquals(5_000_001_000L, reader.epochNanos());
                assertEquals(99, reader.originalLength());
                assertEquals(CaptureReader.NO_PACKET, reader.packetOffset());
                assertTrue(reader.next());
                assertEquals(0, reader.epochNanos());
                assertArrayEquals(new byte[]{7, 8, 9}, Arrays.copyOf(reader.frame(), reader.length()));
                assertTrue(reader.next());
                assertEquals(2_000, reader.epochNanos());
                assertEquals(1, reader.length());
                assertTrue(reader.next());
                assertEquals(order == ByteOrder.BIG_ENDIAN ? 1_500_000_000L : 1_536_000, reader.epochNanos());
                assertEquals(0, reader.packetOffset());
                assertFalse(reader.next());
            }
        }
    }

    @Test
    void shouldSayWhatItDoesNotRead() throws IOException {
        begin(ByteOrder.BIG_ENDIAN);
        describe(147, NO_OPTIONS);
        assertTrue(refusal().startsWith("has an interface of link type 147 at offset 28: expected 0 (NULL), 1"));
        begin(ByteOrder.BIG_ENDIAN);
        enhanced(0, 1, (byte) 1);
        assertEquals("has a packet at offset 28 of interface 0: expected one of the 0 described before", refusal());
        begin(ByteOrder.BIG_ENDIAN);
        describe(1, new byte[]{0, 9, 0, 1, 19, 0, 0, 0});
        assertEquals("has an interface at offset 28 with a time resolution of 10^-19 s: expected at least 2^-62 or"
                + " 10^-18", refusal());
        begin(ByteOrder.BIG_ENDIAN);
        out.putInt(ENHANCED).putInt(14);
        assertEquals("has a block of 14 bytes at offset 28: expected a multiple of 4 of at least 12", refusal());
        begin(ByteOrder.BIG_ENDIAN);
        describe(1, NO_OPTIONS);
        enhanced(0, 1, (byte) 1);
        out.putInt(out.position() - 16, 5);
        assertEquals("has a packet at offset 48 of 5 bytes: expected at most 4", refusal());
        begin(ByteOrder.BIG_ENDIAN);
        out.putInt(8, 0x01020304);
        assertEquals("has no byte-order magic at offset 8: expected 1a2b3c4d in one order or the other", refusal());
    }

    @Test
    void shouldReadOrRefuseWhateverComes() throws IOException {
        begin(ByteOrder.LITTLE_ENDIAN);
        describe(1, BINARY_RESOLUTION);
        enhanced(0, 1, new byte[40]);
        section();
        describe(101, NO_OPTIONS);
        enhanced(0, 1, new byte[30]);
        byte[] whole = Arrays.copyOf(out.array(), out.position());
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < whole.length + 5_000; i++) {
            byte[] bytes = i < whole.length ? Arrays.copyOf(whole, i) : whole.clone();
            for (int n = random.nextInt(4); i >= whole.length && n >= 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Path file = Files.write(folder.resolve("damaged.pcapng"), bytes);
            try (CaptureReader reader = CaptureReader.open(file)) {
                while (reader.next()) {
                    assertTrue(reader.packetOffset() <= reader.length(), () -> "seed=" + seed);
                }
            } catch (PcapException e) {
                refused++;
            } catch (RuntimeException e) {
                throw new AssertionError("seed=" + seed, e);
            }
        }
        assertTrue(refused > 500, "refused=" + refused);
    }
}
