package org.netserv.perf.traffic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameTemplateTest {
    private static final Endpoints ENDPOINTS = new Endpoints("02:00:0a:00:01:02", "02:00:0a:00:01:01", "10.0.1.2",
            "10.0.2.2");

    @Test
    void shouldHaveTheSizeOnTheWire() {
        for (String name : List.of("64", "128", "256", "512", "1024", "1280", "1518")) {
            assertEquals(Integer.parseInt(name), frame(name).length + Traffic.FCS_BYTES, name);
        }
        assertEquals(340, frame("340").length);
    }

    @Test
    void shouldMixSizesSevenToFourToOne() {
        List<Integer> sizes = FrameTemplate.of(Traffic.named("imix"), ENDPOINTS).stream()
                .map(template -> template.bytes().length + Traffic.FCS_BYTES).toList();
        assertEquals(List.of(7L, 4L, 1L),
                List.of(64, 570, 1518).stream().map(size -> sizes.stream().filter(size::equals).count()).toList());
        assertEquals(12, sizes.size());
    }

    @Test
    void shouldHaveLengthsThatAgree() {
        for (String name : List.of("64", "340", "1518", "imix")) {
            for (FrameTemplate template : FrameTemplate.of(Traffic.named(name), ENDPOINTS)) {
                ByteBuffer frame = ByteBuffer.wrap(template.bytes());
                assertEquals(0x0800, frame.getShort(12));
                assertEquals(frame.capacity() - 14, frame.getShort(16));
                assertEquals(frame.capacity() - 34, frame.getShort(38));
                assertEquals(5060, frame.getShort(36));
            }
        }
    }

    @Test
    void shouldHaveSumsThatMakeChecksumsRightForEveryPortAndId() {
        for (String name : List.of("64", "65", "340", "1518")) {
            FrameTemplate template = FrameTemplate.of(Traffic.named(name), ENDPOINTS).getFirst();
            for (int value = 0; value < 65_536; value += 13) {
                ByteBuffer frame = ByteBuffer.wrap(template.bytes().clone());
                frame.putShort(FrameTemplate.IP_ID, (short) value);
                frame.putShort(FrameTemplate.IP_CHECKSUM,
                        (short) FrameTemplate.checksum(template.ipSum() + value));
                frame.putShort(FrameTemplate.SOURCE_PORT, (short) value);
                frame.putShort(FrameTemplate.UDP_CHECKSUM,
                        (short) FrameTemplate.udpChecksum(template.udpSum() + value));
                assertEquals(0xffff, naiveSum(frame.array(), 14, 34, 0), "IP checksum, id " + value);
                int datagram = frame.capacity() - 34;
                assertEquals(0xffff, naiveSum(frame.array(), 26, frame.capacity(), 17 + datagram),
                        "UDP checksum, port " + value);
                assertTrue(frame.getShort(FrameTemplate.UDP_CHECKSUM) != 0);
            }
        }
    }

    /** Word by word, with the carry added at once. */
    private static int naiveSum(byte[] bytes, int from, int to, int start) {
        int sum = start;
        for (int i = from; i < to; i += 2) {
            sum += ((bytes[i] & 0xff) << 8) + (i + 1 < to ? bytes[i + 1] & 0xff : 0);
            sum = sum > 0xffff ? sum - 0xffff : sum;
        }
        return sum;
    }

    @Test
    void shouldCarryAKeepAliveThatFillsTheFrame() {
        byte[] frame = frame("340");
        String message = new String(frame, Traffic.HEADER_BYTES, frame.length - Traffic.HEADER_BYTES,
                StandardCharsets.US_ASCII);
        assertTrue(message.startsWith("NOTIFY sip:"), message);
        assertTrue(message.contains("\r\nEvent: keep-alive\r\n"), message);
        assertTrue(message.endsWith("\r\nContent-Length: 0\r\n\r\n"), message);
        assertEquals(message.indexOf("\r\n\r\n"), message.length() - 4, "no body");
        for (String line : message.strip().split("\r\n", -1)) {
            assertTrue(line.matches("NOTIFY \\S+ SIP/2\\.0|[A-Z][A-Za-z-]+: .+"), line);
        }
    }

    @Test
    void shouldBeginShortPayloadsLikeLongOnes() {
        byte[] small = frame("64");
        byte[] large = frame("1518");
        assertArrayEquals(Arrays.copyOfRange(small, Traffic.HEADER_BYTES, small.length),
                Arrays.copyOfRange(large, Traffic.HEADER_BYTES, small.length));
    }

    @Test
    void shouldRefuseWhatIsNoTraffic() {
        for (String name : List.of("", "63", "1519", "0064", "-64", "mix", "64B", "99999999999")) {
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Traffic.named(name));
            assertTrue(String.valueOf(e.getMessage()).contains("\"" + name + "\""), e.getMessage());
        }
        assertThrows(IllegalArgumentException.class, () -> Traffic.named("64").withFlows(0));
        assertThrows(IllegalArgumentException.class, () -> Traffic.named("64").withFlows(65_537));
    }

    @Test
    void shouldRefuseWhatIsNoAddress() {
        for (String address : List.of("", "10.0.0", "10.0.0.256", "10.0.0.1.2", "host", "::1")) {
            assertThrows(IllegalArgumentException.class,
                    () -> new Endpoints("02:00:0a:00:01:02", "02:00:0a:00:01:01", address, "10.0.2.2"), address);
        }
        for (String mac : List.of("", "02:00:0a:00:01", "02-00-0a-00-01-02", "02:00:0a:00:01:0g")) {
            assertThrows(IllegalArgumentException.class,
                    () -> new Endpoints(mac, "02:00:0a:00:01:01", "10.0.1.2", "10.0.2.2"), mac);
        }
    }

    private static byte[] frame(String name) {
        return FrameTemplate.of(Traffic.named(name), ENDPOINTS).getFirst().bytes();
    }
}
