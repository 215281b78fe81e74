package org.netserv.node.replay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PcapReaderTest {
    @TempDir
    Path folder;

    private static byte[] file(ByteOrder order, int magic, int linkType, byte[]... frames) {
        ByteBuffer buffer = ByteBuffer.allocate(10_000).order(order);
        buffer.putInt(magic).putShort((short) 2).putShort((short) 4).putInt(0).putInt(0).putInt(65_535)
                .putInt(linkType);
        for (byte[] frame : frames) {
            buffer.putInt(0xf000_0001).putInt(999_999).putInt(frame.length).putInt(frame.length + 5).put(frame);
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("test.pcap"), bytes);
    }

    private String refusal(byte[] bytes) throws IOException {
        Path file = write(bytes);
        PcapException refused = assertThrows(PcapException.class, () -> {
            try (PcapReader reader = new PcapReader(file)) {
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
    void shouldReadBothByteOrdersAndResolutions() throws IOException {
        for (ByteOrder order : new ByteOrder[]{ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            for (int magic : new int[]{0xa1b2c3d4, 0xa1b23c4d}) {
                try (PcapReader reader = new PcapReader(
                        write(file(order, magic, 101, new byte[]{1, 2}, new byte[0])))) {
                    assertEquals(LinkType.RAW, reader.linkType());
                    assertEquals(magic == 0xa1b23c4d, reader.nanos());
                    assertTrue(reader.next());
                    assertEquals(0xf000_0001L, reader.seconds());
                    assertEquals(999_999, reader.fraction());
                    assertEquals(7, reader.originalLength());
                    assertArrayEquals(new byte[]{1, 2}, Arrays.copyOf(reader.frame(), reader.length()));
                    assertTrue(reader.next());
                    assertEquals(0, reader.length());
                    assertFalse(reader.next());
                }
            }
        }
    }

    @Test
    void shouldReadWhatWriterWrote() throws IOException {
        Path file = folder.resolve("written.pcap");
        byte[] large = new byte[PcapReader.MAX_FRAME_LENGTH];
        try (PcapWriter writer = new PcapWriter(file, LinkType.ETHERNET, true)) {
            for (int n = 0; n < 20; n++) {
                Arrays.fill(large, (byte) n);
                writer.write(n, n * 3L, MemorySegment.ofArray(large), n, large.length - n, large.length + n);
            }
            assertThrows(IllegalArgumentException.class,
                    () -> writer.write(0, 0, MemorySegment.NULL, 0, large.length + 1, 0));
        }
        try (PcapReader reader = new PcapReader(file)) {
            assertEquals(LinkType.ETHERNET, reader.linkType());
            for (int n = 0; n < 20; n++) {
                assertTrue(reader.next());
                assertEquals(n, reader.seconds());
                assertEquals(n * 3L, reader.fraction());
                assertEquals(large.length - n, reader.length());
                assertEquals(large.length + n, reader.originalLength());
                assertEquals(n, reader.frame()[reader.length() - 1]);
            }
            assertFalse(reader.next());
        }
    }

    @Test
    void shouldSayWhatItExpectedWhenFileIsSomethingElse() throws IOException {
        assertEquals("is a pcapng file: expected classic pcap (editcap -F pcap converts it)",
                refusal(new byte[]{0x0a, 0x0d, 0x0d, 0x0a, 0, 0, 0, 0}));
        assertEquals("is not a pcap file: expected magic a1b2c3d4 or a1b23c4d in the first four bytes, found 504b0304",
                refusal(new byte[]{0x50, 0x4b, 3, 4, 0, 0}));
        assertEquals("is not a pcap file: expected magic a1b2c3d4 or a1b23c4d in the first four bytes, found only 0"
                + " bytes", refusal(new byte[0]));
        assertEquals("has link type 105: expected 0 (NULL), 1 (Ethernet), 101 (RAW), 113 (LINUX_SLL), 228 (IPV4), 229"
                + " (IPV6) or 276 (LINUX_SLL2)", refusal(file(ByteOrder.BIG_ENDIAN, 0xa1b2c3d4, 105)));
        byte[] version = file(ByteOrder.LITTLE_ENDIAN, 0xa1b2c3d4, 1);
        version[4] = 3;
        assertEquals("has pcap version 3.4: expected 2.4", refusal(version));
    }

    @Test
    void shouldNameTheOffsetWhereverTheFileBreaksOff() throws IOException {
        byte[] whole = file(ByteOrder.LITTLE_ENDIAN, 0xa1b2c3d4, 1, new byte[10], new byte[20]);
        for (int length = 4; length < whole.length; length++) {
            if (length == 24 || length == 50) {
                continue; // the ends of the file header and of the first record: nothing is missing
            }
            String message = refusal(Arrays.copyOf(whole, length));
            assertTrue(message.startsWith("ends at offset " + length + ", within the "), message);
        }
        assertEquals("ends at offset 55, within the header of the record at offset 50: expected 16 bytes, found 5",
                refusal(Arrays.copyOf(whole, 55)));
        assertEquals("ends at offset 69, within the record at offset 50: expected 20 bytes, found 3",
                refusal(Arrays.copyOf(whole, 69)));
    }

    @Test
    void shouldRefuseImpossibleRecordLength() throws IOException {
        byte[] bytes = file(ByteOrder.BIG_ENDIAN, 0xa1b2c3d4, 1, new byte[4]);
        bytes[24 + 8] = (byte) 0xff;
        assertEquals("has a record at offset 24 of 4278190084 bytes: expected at most 262144", refusal(bytes));
    }

    private static byte[] frame(int... bytes) {
        byte[] frame = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            frame[i] = (byte) bytes[i];
        }
        return frame;
    }

    private static byte[] ethernet(int... afterAddresses) {
        byte[] frame = new byte[12 + afterAddresses.length];
        System.arraycopy(frame(afterAddresses), 0, frame, 12, afterAddresses.length);
        return frame;
    }

    private static void assertCarries(LinkType type, boolean ip, int header, byte[] frame) {
        assertEquals(ip, type.carriesIp(frame, frame.length), type + " " + Arrays.toString(frame));
        assertEquals(header, type.headerLength(frame, frame.length), type + " " + Arrays.toString(frame));
    }

    @Test
    void shouldFindIpBehindEachLinkLayer() {
        assertCarries(LinkType.ETHERNET, true, 14, ethernet(8, 0, 0x45));
        assertCarries(LinkType.ETHERNET, true, 14, ethernet(0x86, 0xdd, 0x60));
        assertCarries(LinkType.ETHERNET, false, 14, ethernet(8, 6, 0));
        assertCarries(LinkType.ETHERNET, true, 18, ethernet(0x81, 0, 0, 5, 8, 0, 0x45));
        assertCarries(LinkType.ETHERNET, true, 22, ethernet(0x88, 0xa8, 0, 5, 0x81, 0, 0, 6, 0x86, 0xdd, 0x60));
        assertCarries(LinkType.ETHERNET, false, 22,
                ethernet(0x81, 0, 0, 5, 0x81, 0, 0, 6, 0x81, 0, 0, 7, 8, 0, 0x45));
        assertCarries(LinkType.RAW, true, 0, frame(0x45));
        assertCarries(LinkType.RAW, true, 0, frame(0x60));
        assertCarries(LinkType.RAW, false, 0, frame(0x10));
        assertCarries(LinkType.IPV4, true, 0, frame(0x45));
        assertCarries(LinkType.IPV6, true, 0, frame(0x60));
        assertCarries(LinkType.NULL, true, 4, frame(2, 0, 0, 0, 0x45));
        assertCarries(LinkType.NULL, true, 4, frame(0, 0, 0, 2, 0x45));
        assertCarries(LinkType.NULL, true, 4, frame(0, 0, 0, 30, 0x60));
        assertCarries(LinkType.NULL, true, 4, frame(24, 0, 0, 0, 0x60));
        assertCarries(LinkType.NULL, false, 4, frame(7, 0, 0, 0, 1));
        byte[] sll = new byte[17];
        sll[14] = 8;
        assertCarries(LinkType.LINUX_SLL, true, 16, sll);
        sll[15] = 6;
        assertCarries(LinkType.LINUX_SLL, false, 16, sll);
        byte[] sll2 = new byte[21];
        sll2[0] = (byte) 0x86;
        sll2[1] = (byte) 0xdd;
        assertCarries(LinkType.LINUX_SLL2, true, 20, sll2);
        sll2[0] = 0;
        assertCarries(LinkType.LINUX_SLL2, false, 20, sll2);
    }

    @Test
    void shouldNotReadBeyondShortFrames() {
        byte[] tagged = ethernet(0x81, 0, 0, 5, 0x81, 0, 0, 6, 8, 0, 0x45);
        for (LinkType type : LinkType.values()) {
            for (int length = 0; length < tagged.length; length++) {
                byte[] cut = Arrays.copyOf(tagged, length);
                assertTrue(type.headerLength(cut, length) <= length);
                assertEquals((type == LinkType.IPV4 || type == LinkType.IPV6) && length > 0,
                        type.carriesIp(cut, length), type + " length=" + length);
            }
        }
    }
}
