package org.netserv.node.path;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.netserv.api.Packet;
import org.netserv.api.PacketProcessor;
import org.netserv.api.Verdict;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.net.Prefix;
import org.netserv.node.packet.TestPackets;
import org.netserv.node.trace.TraceFilter;
import org.netserv.node.trace.TracedPacket;

class PathTraceTest {
    private static final Prefix OWNED = Prefix.parse("10.0.0.0/8");
    private static final int SIP = 5060;
    private static final int OTHER = 9;

    private final PacketPath path = new PacketPath(2, List.of(new FilterTable.PrefixOwner(OWNED, "u")),
            NodeCounters.inMemory());

    /** The first drops what begins with 1 and changes what begins with 2, the second consumes what begins with 3. */
    @BeforeEach
    void install() throws Exception {
        path.replace(List.of(), List.of(slot("first_1.0.0", 1, packet -> {
            int kind = packet.u8(packet.payloadOffset());
            if (kind == 2) {
                packet.setU8(packet.payloadOffset(), 7);
            }
            return kind == 1 ? Verdict.DROP : Verdict.ACCEPT;
        }), slot("second_1.0.0", 2,
                packet -> packet.u8(packet.payloadOffset()) == 3 ? Verdict.CONSUME : Verdict.ACCEPT)), delivery -> {});
    }

    private ModuleSlot slot(String id, int order, PacketProcessor processor) {
        return path.newSlot(new ModuleSlot.Settings(id, "u", List.of(OWNED),
                List.of(new PacketFilter(OWNED, 17, order == 1 ? SIP : PacketFilter.ANY)), order, true), processor);
    }

    private static byte[] packet(int port, int kind) {
        return TestPackets.ipv4(0x0b000001, 0x0a000001, 17, TestPackets.udp(1, port, (byte) kind, (byte) 0));
    }

    private PathTrace trace(String filter, String module, int count) {
        return path.trace(TraceFilter.parse(filter, "", module), count, 29);
    }

    private void run(int worker, byte[]... packets) {
        path.worker(worker).process(TestPackets.batch(256, packets));
    }

    @Test
    void shouldTellVerdictModuleAndVisitOfEachPacket() {
        long before = Instant.now().toEpochMilli();
        PathTrace trace = trace("", "", 10);
        run(0, packet(SIP, 1), packet(SIP, 2), packet(SIP, 3), packet(OTHER, 0));
        List<TracedPacket> packets = trace.stop();
        assertEquals(List.of("drop", "accept", "consume", "accept"),
                packets.stream().map(TracedPacket::verdict).toList());
        assertEquals(List.of("first_1.0.0", "second_1.0.0", "second_1.0.0", "second_1.0.0"),
                packets.stream().map(TracedPacket::module).toList());
        // The second module's visits: two of the first chain, and one of the chain that has it alone.
        assertEquals(List.of(3, 2, 2, 1), packets.stream().map(TracedPacket::visitPackets).toList());
        assertEquals(List.of(false, true, false, false), packets.stream().map(TracedPacket::modified).toList());
        assertTrue(packets.stream().allMatch(packet -> packet.visitNanos() > 0 && packet.user().equals("u")));
        assertTrue(packets.stream().allMatch(packet -> packet.at().toEpochMilli() >= before));
        assertEquals(4, trace.matched());
    }

    @Test
    void shouldKeepTheFirstBytesAsTheyWereReceived() {
        PathTrace trace = trace("", "", 10);
        byte[] changed = packet(SIP, 2);
        run(0, changed);
        TracedPacket packet = trace.stop().getFirst();
        assertArrayEquals(Arrays.copyOf(changed, 29), packet.bytes());
        assertEquals(30, packet.length());
    }

    @Test
    void shouldTellPacketsThatNoModuleSees() {
        PathTrace trace = trace("", "", 10);
        byte[] fragment = packet(SIP, 1);
        fragment[6] = 0x20;
        run(0, TestPackets.ipv4(0x0b000001, 0x0c000001, 17, TestPackets.udp(1, SIP)), fragment, new byte[5]);
        List<TracedPacket> packets = trace.stop();
        assertEquals(List.of("whole", "fragment", "malformed"), packets.stream().map(TracedPacket::form).toList());
        assertTrue(packets.stream().allMatch(packet -> packet.verdict().equals("accept") && packet.module().isEmpty()
                && packet.visitPackets() == 0));
    }

    @Test
    void shouldShowWhatAModuleIsToSeeAlsoIfAnotherDecides() {
        PathTrace trace = trace("", "first", 10);
        run(0, packet(OTHER, 0), packet(SIP, 3), TestPackets.ipv4(1, 2, 17, TestPackets.udp(1, SIP)));
        List<TracedPacket> packets = trace.stop();
        assertEquals(List.of("consume"), packets.stream().map(TracedPacket::verdict).toList());
        assertEquals(1, packets.getFirst().visitPackets());
    }

    @Test
    void shouldCountTheVisitsOfPacketsThatAreNotShown() {
        PathTrace trace = trace("src=11.0.0.2", "", 10);
        byte[] shown = TestPackets.ipv4(0x0b000002, 0x0a000001, 17, TestPackets.udp(1, SIP, (byte) 0));
        run(0, packet(SIP, 0), shown, packet(SIP, 1), packet(SIP, 0));
        assertEquals(List.of(3), trace.stop().stream().map(TracedPacket::visitPackets).toList());
    }

    @Test
    void shouldKeepTheFirstPacketsOfAllThreadsAndCountTheRest() {
        PathTrace trace = trace("", "", 3);
        run(1, packet(SIP, 0), packet(SIP, 0));
        run(0, packet(SIP, 0), packet(SIP, 0), packet(SIP, 0), packet(SIP, 0));
        assertEquals(6, trace.matched());
        assertEquals(List.of(1, 1, 0), trace.stop().stream().map(TracedPacket::thread).toList());
    }

    @Test
    void shouldSeeNothingAfterItsEnd() {
        PathTrace trace = trace("", "", 3);
        run(0, packet(SIP, 0));
        trace.close();
        run(0, packet(SIP, 0));
        assertEquals(1, trace.stop().size());
        assertEquals(1, trace.matched());
    }

    @Test
    void shouldShowFaultsByWhatTheFailPolicyMakesOfThem() throws Exception {
        path.replace(path.modules(), List.of(path.newSlot(new ModuleSlot.Settings("broken_1.0.0", "u", List.of(OWNED),
                List.of(new PacketFilter(OWNED, 17, SIP)), 1, false), PathTraceTest::fail)), delivery -> {});
        PathTrace trace = trace("", "", 3);
        run(0, packet(SIP, 0));
        TracedPacket packet = trace.stop().getFirst();
        assertEquals("drop", packet.verdict());
        assertEquals("broken_1.0.0", packet.module());
    }

    private static Verdict fail(Packet packet) {
        throw new IllegalStateException("length=" + packet.length());
    }
}
