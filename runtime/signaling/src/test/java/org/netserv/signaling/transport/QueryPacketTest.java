package org.netserv.signaling.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.netserv.node.net.IpAddress;
import org.netserv.node.packet.Checksums;
import org.netserv.node.packet.PacketBatch;
import org.netserv.node.packet.PacketParser;
import org.netserv.signaling.wire.Mri;

class QueryPacketTest {
    private static final int ALERT = 0x7fc0;

    /** The headers of a Query of two words, whose checksums are right. */
    private static String headers(String source, String destination, int ds, int label, int alert) {
        IpAddress from = IpAddress.parse(source);
        IpAddress to = IpAddress.parse(destination);
        var flow = Mri.builder(from, to).dsField(ds);
        Mri mri = from.isIpv4() ? flow.build() : flow.flowLabel(label).build();
        try (Arena arena = Arena.ofConfined()) {
            QueryPacket packet = new QueryPacket(arena, from.isIpv4(), alert);
            MemorySegment memory = packet.memory().fill((byte) 0xA5);
            memory.asSlice(packet.payload(), 8).fill((byte) 1);
            int bytes = packet.write(8, mri, from, 270, to, 271, 63);
            assertEquals(packet.payload() + 8, bytes);
            PacketBatch batch = new PacketBatch(memory);
            batch.add(0, bytes, bytes, 0);
            assertEquals(PacketParser.WHOLE, PacketParser.parse(batch, 0));
            assertTrue(Checksums.valid(batch, 0));
            assertEquals(271, batch.destinationPort(0));
            memory.set(ValueLayout.JAVA_SHORT_UNALIGNED, packet.payload() - 2L, (short) 0); // checked above
            return HexFormat.of().formatHex(memory.asSlice(0, packet.payload()).toArray(ValueLayout.JAVA_BYTE));
        }
    }

    @Test
    void shouldHaveWhatRoutersChooseThePathBy() {
        assertEquals("45b8002400004000" + "3f11" + "240e" + "0a000102" + "0a000202" + "010e010f0010" + "0000",
                headers("10.0.1.2", "10.0.2.2", 46, 0, GistNode.NO_ROUTER_ALERT));
        assertEquals("6b812345" + "0010" + "113f" + "fd000001000000000000000000000002"
                + "fd000002000000000000000000000002" + "010e010f0010" + "0000",
                headers("fd00:1::2", "fd00:2::2", 46, 0x12345, GistNode.NO_ROUTER_ALERT));
    }

    @Test
    void shouldHaveTheRouterAlertOptionIfThatIsWanted() {
        String ipv4 = headers("10.0.1.2", "10.0.2.2", 0, 0, ALERT);
        assertEquals("46000028", ipv4.substring(0, 8));
        assertEquals("94047fc0", ipv4.substring(40, 48));
        String ipv6 = headers("fd00:1::2", "fd00:2::2", 0, 0, ALERT);
        assertEquals("60000000" + "0018" + "003f", ipv6.substring(0, 16));
        assertEquals("110005027fc00100", ipv6.substring(80, 96));
    }
}
