package org.netserv.node.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.net.Prefix;
import org.netserv.node.path.PacketPath;

class ModuleEmitterTest {
    /** 192.0.2.1 to 198.51.100.2, UDP 5060 to 5060, 4 bytes of payload. */
    private static final String IPV4 = "450000200000000040110000c0000201c63364 02 13c413c4000c0000 0d0a0d0a"
            .replace(" ", "");
    /** 2001:db8::1 to 2001:db8:1::2, no next header. */
    private static final String IPV6 = "6000000000003b40 20010db8000000000000000000000001 20010db8000100000000000000000002"
            .replace(" ", "");

    private final NodeCounters counters = NodeCounters.inMemory();
    private final PacketPath path = new PacketPath(1, List.of(), counters);
    private final Lifetime lifetime = new Lifetime("a.b_1.0.0");
    private final ModuleTallies tallies = new ModuleTallies(lifetime, "alice", counters);
    private final ModuleEmitter emitter = new ModuleEmitter(lifetime, path.emitQueue(),
            List.of(Prefix.parse("192.0.2.0/24"), Prefix.parse("2001:db8::/32")), tallies);

    @Test
    void shouldTakePacketsFromPublishersPrefixes() {
        assertTrue(emit(IPV4));
        assertTrue(emit(IPV6));
        assertEquals(2, tallies.emitted.value());
    }

    @Test
    void shouldTakePacketWithinLargerArray() {
        byte[] bytes = HexFormat.of().parseHex("ffffff" + IPV4 + "ff");
        assertTrue(emitter.emit(bytes, 3, bytes.length - 4));
        assertThrows(IndexOutOfBoundsException.class, () -> emitter.emit(bytes, 3, bytes.length));
    }

    @Test
    void shouldRefuseForeignSources() {
        assertFalse(emit(IPV4.replace("c0000201", "c0000301")));
        assertFalse(emit(IPV6.replaceFirst("20010db8", "20010db9")));
        assertFalse(emit(IPV6.replaceFirst("20010db8000000000000000000000001", "00000000000000000000ffffc0000201")));
        assertEquals(3, tallies.emitRefused.value());
        assertEquals(0, tallies.emitted.value());
    }

    @Test
    void shouldRefuseWrongVersionsAndHeaderLengths() {
        for (int first = 0; first < 256; first++) {
            boolean good = first >= 0x45 && first <= 0x48; // the header is at most as long as the packet
            assertEquals(good, emit("%02x".formatted(first) + IPV4.substring(2)), "first byte " + first);
        }
    }

    @Test
    void shouldRefuseEveryLengthButTheRightOne() {
        for (String whole : List.of(IPV4, IPV6)) {
            for (int digits = 0; digits < whole.length(); digits += 2) {
                assertFalse(emit(whole.substring(0, digits)), "truncated to " + digits / 2);
            }
            assertFalse(emit(whole + "00"));
        }
        assertFalse(emitter.emit(new byte[100_000], 0, 100_000));
    }

    @Test
    void shouldCountWhatFindsNoRoom() {
        long taken = 0;
        while (emit(IPV4)) {
            taken++;
        }
        assertEquals(taken, tallies.emitted.value());
        assertEquals(1, tallies.emitFull.value());
        assertEquals(0, tallies.emitRefused.value());
    }

    private boolean emit(String hex) {
        byte[] packet = HexFormat.of().parseHex(hex);
        return emitter.emit(packet, 0, packet.length);
    }
}
