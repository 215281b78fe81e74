package org.netserv.node.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.net.Prefix;
import org.netserv.node.packet.PacketBatch;
import org.netserv.node.path.PacketPath;
import org.netserv.node.path.RateLimit;
import org.netserv.node.sandbox.Quota;

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
            new RateLimit(Quota.UNLIMITED, 1, 0), List.of(Prefix.parse("192.0.2.0/24"), Prefix.parse("2001:db8::/32")),
            tallies);

    @Test
    void shouldTakePacketsFromPublishersPrefixes() {
        assertTrue(emit(IPV4));
        assertTrue(emit(IPV6));
        assertEquals(2, tallies.emitted.value());
    }

    /** As a module does that catches the end of its stack at each level, and emits there. */
    private int emitOnTheWayBack(byte[] packet, int depth) {
        if (depth == Integer.MAX_VALUE) {
            return 0;
        }
        int taken;
        try {
            taken = emitOnTheWayBack(packet, depth + 1);
        } catch (StackOverflowError end) {
            taken = 0;
        }
        try {
            return emitter.emit(packet, 0, packet.length) ? taken + 1 : taken;
        } catch (StackOverflowError end) {
            return taken;
        }
    }

    @RepeatedTest(10)
    void shouldGoOnWhenTheStackOfOneEndsInIt() throws InterruptedException {
        byte[] packet = HexFormat.of().parseHex(IPV4);
        AtomicInteger taken = new AtomicInteger();
        Thread thread = new Thread(null, () -> taken.set(emitOnTheWayBack(packet, 0)), "deep", 512 << 10);
        thread.start();
        thread.join();
        assertTrue(emit(IPV4));
        PacketBatch batch = new PacketBatch(Arena.ofAuto().allocate(64L * PacketBatch.MAX_SIZE));
        int drained = 0;
        for (int empty = 0; empty < 10 && !path.emitQueue().isEmpty(); empty++) {
            for (int some = 1; some > 0; drained += some) {
                some = path.emitQueue().drain(batch, 64);
            }
        }
        assertEquals(taken.get() + 1, drained);
        assertTrue(taken.get() > 0);
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

    @Test
    void shouldTakeNoMorePacketsThanPublishersQuotaHasForAllItsModules() {
        RateLimit rate = new RateLimit(1, 3, System.nanoTime());
        ModuleEmitter first = new ModuleEmitter(lifetime, path.emitQueue(), rate,
                List.of(Prefix.parse("192.0.2.0/24")), tallies);
        ModuleEmitter second = new ModuleEmitter(lifetime, path.emitQueue(), rate,
                List.of(Prefix.parse("192.0.2.0/24")), tallies);
        byte[] packet = HexFormat.of().parseHex(IPV4);
        assertTrue(first.emit(packet, 0, packet.length));
        assertTrue(second.emit(packet, 0, packet.length));
        assertTrue(first.emit(packet, 0, packet.length));
        int over = 0;
        for (int n = 0; n < 100; n++) {
            over += second.emit(packet, 0, packet.length) ? 0 : 1;
        }
        assertEquals(over, tallies.emitOver.value());
        assertTrue(over > 50, "over=" + over);
        assertEquals(103 - over, tallies.emitted.value());
    }

    private boolean emit(String hex) {
        byte[] packet = HexFormat.of().parseHex(hex);
        return emitter.emit(packet, 0, packet.length);
    }
}
