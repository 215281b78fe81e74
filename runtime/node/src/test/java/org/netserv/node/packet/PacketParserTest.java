package org.netserv.node.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.netserv.node.packet.PacketParser.FRAGMENT;
import static org.netserv.node.packet.PacketParser.MALFORMED;
import static org.netserv.node.packet.PacketParser.WHOLE;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PacketParserTest {
    private static final long SEED = 0x5eed_0001L;
    private static final int[] EXTENSIONS = {0, 43, 60};

    private static int parse(byte[] packet) {
        return PacketParser.parse(TestPackets.exact(packet), 0);
    }

    private static byte[] udp4() {
        return TestPackets.ipv4(0x0a000001, 0x0a000002, 17, TestPackets.udp(1, 2, (byte) 3, (byte) 4));
    }

    private static byte[] tcp(int headerWords, int payload) {
        byte[] tcp = new byte[headerWords * 4 + payload];
        tcp[12] = (byte) (headerWords << 4);
        TestPackets.put16(tcp, 2, 443);
        return tcp;
    }

    @Test
    void shouldFindHeadersWhenPacketIsUdpOverIpv4() {
        PacketBatch batch = TestPackets.exact(udp4());
        assertEquals(WHOLE, PacketParser.parse(batch, 0));
        assertEquals(WHOLE, batch.form(0));
        assertEquals(4, batch.version(0));
        assertEquals(17, batch.protocol(0));
        assertEquals(20, batch.l4Offset[0]);
        assertEquals(28, batch.payloadOffset[0]);
        assertEquals(2, batch.destinationPort(0));
        assertEquals(0xffff_0a00_0001L, batch.sourceLow(0));
        assertEquals(0xffff_0a00_0002L, batch.destinationLow(0));
    }

    @Test
    void shouldFindHeadersWhenPacketIsTcpOverIpv6() {
        PacketBatch batch = TestPackets.exact(TestPackets.ipv6(0x2001_0db8L << 32, 5, 6, tcp(8, 3)));
        assertEquals(WHOLE, PacketParser.parse(batch, 0));
        assertEquals(6, batch.version(0));
        assertEquals(40, batch.l4Offset[0]);
        assertEquals(72, batch.payloadOffset[0]);
        assertEquals(443, batch.destinationPort(0));
        assertEquals(0x2001_0db8L << 32, batch.sourceHigh(0));
        assertEquals(2, batch.destinationLow(0));
    }

    @Test
    void shouldCutLinkLayerPaddingWhenWhole() {
        byte[] padded = Arrays.copyOf(udp4(), 46);
        PacketBatch batch = TestPackets.exact(padded);
        assertEquals(WHOLE, PacketParser.parse(batch, 0));
        assertEquals(30, batch.length(0));
    }

    @Test
    void shouldKeepLengthWhenMalformed() {
        byte[] packet = Arrays.copyOf(udp4(), 60);
        TestPackets.put16(packet, 24, 9);
        PacketBatch batch = TestPackets.exact(packet);
        assertEquals(MALFORMED, PacketParser.parse(batch, 0));
        assertEquals(60, batch.length(0));
    }

    @Test
    void shouldCallEveryTruncationMalformed() {
        byte[][] packets = {udp4(), TestPackets.ipv4(1, 2, 6, tcp(6, 5)),
            TestPackets.ipv6(1, 2, 17, TestPackets.udp(1, 2, (byte) 3)), TestPackets.ipv6(1, 2, 58, new byte[9])};
        for (byte[] packet : packets) {
            assertEquals(WHOLE, parse(packet));
            for (int length = 0; length < packet.length; length++) {
                assertEquals(MALFORMED, parse(Arrays.copyOf(packet, length)), "length=" + length);
            }
        }
    }

    @Test
    void shouldCallFragmentsFragments() {
        byte[] first = udp4();
        first[6] = 0x20;
        byte[] later = udp4();
        later[7] = 1;
        byte[] dontFragment = udp4();
        dontFragment[6] = 0x40;
        assertEquals(FRAGMENT, parse(first));
        assertEquals(FRAGMENT, parse(later));
        assertEquals(WHOLE, parse(dontFragment));
        assertEquals(FRAGMENT, parse(TestPackets.ipv6(1, 2, 44, new byte[16])));
    }

    @Test
    void shouldCallIpv4MappedAddressesInIpv6Malformed() {
        byte[] packet = TestPackets.ipv6(0, 5, 17, TestPackets.udp(1, 2));
        TestPackets.put64(packet, 16, 0xffff_0a00_0001L);
        assertEquals(MALFORMED, parse(packet));
        TestPackets.put64(packet, 16, 0xfffe_0a00_0001L);
        assertEquals(WHOLE, parse(packet));
        TestPackets.put64(packet, 24, 0);
        TestPackets.put64(packet, 32, 0xffff_0000_0000L);
        assertEquals(MALFORMED, parse(packet));
    }

    @Test
    void shouldRefuseRoutingHeaderWhenSegmentsAreLeft() {
        byte[] rest = new byte[16];
        rest[0] = 17;
        rest[12] = 0;
        rest[13] = 8;
        assertEquals(WHOLE, parse(TestPackets.ipv6(1, 2, 43, rest)));
        rest[3] = 1;
        assertEquals(MALFORMED, parse(TestPackets.ipv6(1, 2, 43, rest)));
    }

    @Test
    void shouldMeasureAuthenticationHeaderInWords() {
        byte[] rest = new byte[24 + 8];
        rest[0] = 17;
        rest[1] = 4;
        TestPackets.put16(rest, 24 + 4, 8);
        PacketBatch batch = TestPackets.exact(TestPackets.ipv6(1, 2, 51, rest));
        assertEquals(WHOLE, PacketParser.parse(batch, 0));
        assertEquals(64, batch.l4Offset[0]);
    }

    @Test
    void shouldFollowRandomExtensionChains() {
        Random random = new Random(SEED);
        for (int n = 0; n < 20_000; n++) {
            int count = random.nextInt(11);
            ByteArrayOutputStream rest = new ByteArrayOutputStream();
            int[] types = random.ints(count, 0, EXTENSIONS.length).map(i -> EXTENSIONS[i]).toArray();
            for (int e = 0; e < count; e++) {
                int units = random.nextInt(4);
                byte[] header = TestPackets.random(random, (units + 1) * 8);
                header[0] = (byte) (e + 1 < count ? types[e + 1] : 17);
                header[1] = (byte) units;
                header[3] = 0;
                rest.writeBytes(header);
            }
            int l4Offset = 40 + rest.size();
            rest.writeBytes(TestPackets.udp(n, n, TestPackets.random(random, random.nextInt(20))));
            byte[] packet = TestPackets.ipv6(random.nextLong(), random.nextLong() | 1, count == 0 ? 17 : types[0],
                    rest.toByteArray());
            TestPackets.put64(packet, 16, -1);
            PacketBatch batch = TestPackets.exact(packet);
            String at = "seed=" + SEED + " n=" + n;
            assertEquals(count <= 8 ? WHOLE : MALFORMED, PacketParser.parse(batch, 0), at);
            assertEquals(packet.length, batch.length(0), at);
            if (count <= 8) {
                assertEquals(l4Offset, batch.l4Offset[0], at);
                assertEquals(l4Offset + 8, batch.payloadOffset[0], at);
                assertEquals(17, batch.protocol(0), at);
            }
        }
    }

    /** Reads beyond a packet throw here, because its memory ends with it. */
    @Test
    void shouldNeverThrowAndBeConsistentWhenBytesAreRandom() {
        Random random = new Random(SEED);
        byte[][] seeds = {udp4(), TestPackets.ipv4(1, 2, 6, tcp(6, 5)),
            TestPackets.ipv6(1, 2, 17, TestPackets.udp(1, 2, (byte) 3)), TestPackets.ipv6(1, 2, 60, new byte[40]),
            new byte[60]};
        int[] forms = new int[3];
        for (int n = 0; n < 300_000; n++) {
            byte[] packet = seeds[random.nextInt(seeds.length)].clone();
            for (int m = random.nextInt(5); m >= 0; m--) {
                int at = random.nextInt(random.nextBoolean() ? Math.min(8, packet.length) : packet.length);
                packet[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : packet[at] ^ 1 << random.nextInt(8));
            }
            packet = Arrays.copyOf(packet, Math.max(0, packet.length + random.nextInt(12) - 6));
            PacketBatch batch = TestPackets.exact(packet);
            int form = PacketParser.parse(batch, 0);
            forms[form]++;
            if (form == WHOLE) {
                assertConsistent(batch, packet, "seed=" + SEED + " n=" + n);
            }
        }
        assertTrue(forms[WHOLE] > 1000 && forms[FRAGMENT] > 1000 && forms[MALFORMED] > 1000, Arrays.toString(forms));
    }

    private static void assertConsistent(PacketBatch batch, byte[] packet, String at) {
        int version = (packet[0] & 0xff) >> 4;
        int lengthField = (packet[version == 4 ? 2 : 4] & 0xff) << 8 | (packet[version == 4 ? 3 : 5] & 0xff);
        int length = version == 4 ? lengthField : lengthField + 40;
        assertEquals(version, batch.version(0), at);
        assertEquals(length, batch.length(0), at);
        assertTrue(length <= packet.length, at);
        int l4 = batch.l4Offset[0];
        assertTrue(l4 >= (version == 4 ? 20 : 40) && l4 <= batch.payloadOffset[0], at);
        assertTrue(batch.payloadOffset[0] <= length, at);
        if (batch.protocol(0) == 17) {
            assertEquals(length - l4, (packet[l4 + 4] & 0xff) << 8 | (packet[l4 + 5] & 0xff), at);
            assertEquals(l4 + 8, batch.payloadOffset[0], at);
        } else if (batch.protocol(0) == 6) {
            assertEquals((packet[l4 + 12] & 0xf0) >> 2, batch.payloadOffset[0] - l4, at);
            assertTrue(batch.payloadOffset[0] - l4 >= 20, at);
        }
    }
}
