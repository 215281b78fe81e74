package org.netserv.node.packet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChecksumsTest {
    private static final long SEED = 0x5eed_0002L;

    /** RFC 1071 by arithmetic: the words' sum modulo 2^16 - 1, where a sum that is not 0 never becomes 0. */
    private static int checksum(byte[]... parts) {
        BigInteger sum = BigInteger.ZERO;
        for (byte[] part : parts) {
            for (int i = 0; i < part.length; i += 2) {
                int low = i + 1 < part.length ? part[i + 1] & 0xff : 0;
                sum = sum.add(BigInteger.valueOf((part[i] & 0xff) << 8 | low));
            }
        }
        BigInteger modulus = BigInteger.valueOf(0xffff);
        int folded = sum.mod(modulus).intValue();
        return ~(folded == 0 && sum.signum() != 0 ? 0xffff : folded) & 0xffff;
    }

    private static int l4Checksum(byte[] packet, int l4Offset, int protocol) {
        byte[] transport = Arrays.copyOfRange(packet, l4Offset, packet.length);
        if (protocol == 1) {
            return checksum(transport);
        }
        boolean ipv4 = packet[0] >> 4 == 4;
        byte[] tail = new byte[8];
        TestPackets.put32(tail, 0, transport.length);
        tail[7] = (byte) protocol;
        return checksum(Arrays.copyOfRange(packet, ipv4 ? 12 : 8, ipv4 ? 20 : 40), tail, transport);
    }

    private static int field(int protocol) {
        return protocol == 17 ? 6 : protocol == 6 ? 16 : 2;
    }

    private static byte[] packet(Random random, int version, int protocol, int transportLength) {
        byte[] transport = TestPackets.random(random, transportLength);
        if (protocol == 17) {
            TestPackets.put16(transport, 4, transportLength);
            transport[6] |= 1;
        } else if (protocol == 6) {
            transport[12] = 5 << 4;
        }
        return version == 4 ? TestPackets.ipv4(random.nextInt(), random.nextInt(), protocol, transport)
                : TestPackets.ipv6(random.nextLong(), random.nextLong() | 1L << 60, protocol, transport);
    }

    private static void assertWritten(byte[] packet, int version, int protocol, String at) {
        PacketBatch batch = TestPackets.batch(packet.length + 13, packet);
        assertEquals(PacketParser.WHOLE, PacketParser.parse(batch, 0), at);
        Checksums.update(batch, 0);
        byte[] written = TestPackets.bytes(batch, 0);
        int l4Offset = version == 4 ? 20 : 40;
        byte[] expected = packet.clone();
        if (version == 4) {
            TestPackets.put16(expected, 10, 0);
            TestPackets.put16(expected, 10, checksum(Arrays.copyOf(expected, 20)));
        }
        if (packet.length - l4Offset >= field(protocol) + 2) {
            TestPackets.put16(expected, l4Offset + field(protocol), 0);
            int checksum = l4Checksum(expected, l4Offset, protocol);
            TestPackets.put16(expected, l4Offset + field(protocol),
                    checksum == 0 && protocol == 17 ? 0xffff : checksum);
            assertTrue(Checksums.valid(batch, 0), at);
        }
        assertArrayEquals(expected, written, at);
    }

    @Test
    void shouldAgreeWithArithmeticAtEveryLength() {
        Random random = new Random(SEED);
        for (int version : new int[]{4, 6}) {
            for (int protocol : new int[]{17, 6, version == 4 ? 1 : 58}) {
                int least = protocol == 17 ? 8 : protocol == 6 ? 20 : 0;
                for (int length = least; length < least + 300; length++) {
                    String at = "seed=" + SEED + " version=" + version + " protocol=" + protocol + " length=" + length;
                    assertWritten(packet(random, version, protocol, length), version, protocol, at);
                }
            }
        }
    }

    @Test
    void shouldAgreeWithArithmeticAtTheGreatestLengths() {
        Random random = new Random(SEED);
        for (int length : new int[]{65_535 - 40, 65_535 - 41, 65_535 - 42, 65_535 - 20, 32_768, 32_767}) {
            assertWritten(packet(random, 4, 17, Math.min(length, 65_515)), 4, 17, "length=" + length);
            assertWritten(packet(random, 6, 17, length), 6, 17, "length=" + length);
        }
        byte[] ones = packet(random, 4, 17, 65_515);
        Arrays.fill(ones, 28, ones.length, (byte) 0xff);
        assertWritten(ones, 4, 17, "all ones");
        byte[] zeros = packet(random, 6, 17, 65_495);
        Arrays.fill(zeros, 48, zeros.length, (byte) 0);
        assertWritten(zeros, 6, 17, "all zeros");
    }

    @Test
    void shouldWriteAllOnesWhenUdpChecksumComesOutAsZero() {
        byte[] packet = TestPackets.ipv4(1, 2, 17, TestPackets.udp(1, 2, (byte) 0, (byte) 0));
        TestPackets.put16(packet, 26, 0);
        TestPackets.put16(packet, 28, l4Checksum(packet, 20, 17));
        TestPackets.put16(packet, 26, 1);
        PacketBatch batch = TestPackets.batch(64, packet);
        PacketParser.parse(batch, 0);
        Checksums.update(batch, 0);
        byte[] written = TestPackets.bytes(batch, 0);
        assertEquals(-1, written[26]);
        assertEquals(-1, written[27]);
    }

    @Test
    void shouldKeepAbsentUdpChecksumUnlessAskedToFillIt() {
        byte[] packet = TestPackets.ipv4(1, 2, 17, TestPackets.udp(1, 2, (byte) 9));
        TestPackets.put16(packet, 26, 0);
        PacketBatch batch = TestPackets.batch(64, packet);
        PacketParser.parse(batch, 0);
        Checksums.update(batch, 0);
        assertEquals(0, TestPackets.bytes(batch, 0)[26] | TestPackets.bytes(batch, 0)[27]);
        assertTrue(Checksums.valid(batch, 0));
        Checksums.fill(batch, 0);
        byte[] filled = TestPackets.bytes(batch, 0);
        assertEquals(l4Checksum(packet, 20, 17), (filled[26] & 0xff) << 8 | (filled[27] & 0xff));
    }

    @Test
    void shouldFindEveryFlippedBitInvalid() {
        byte[] packet = packet(new Random(SEED), 6, 6, 33);
        PacketBatch right = TestPackets.batch(100, packet);
        PacketParser.parse(right, 0);
        Checksums.update(right, 0);
        byte[] valid = TestPackets.bytes(right, 0);
        for (int bit = 40 * 8; bit < valid.length * 8; bit++) {
            byte[] flipped = valid.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            PacketBatch batch = TestPackets.batch(100, flipped);
            if (PacketParser.parse(batch, 0) == PacketParser.WHOLE) {
                assertFalse(Checksums.valid(batch, 0), "bit=" + bit);
            }
        }
    }
}
