package org.netserv.dataplane.xdp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netserv.api.Verdict;
import org.netserv.conformance.Endpoints;
import org.netserv.conformance.PacketBuilder;
import org.netserv.dataplane.testing.LinkEnd;
import org.netserv.node.path.ModuleSlot;
import org.netserv.node.path.PacketFilter;
import org.netserv.rig.Privilege;

/** Frames with a VLAN's tag through the plane. The kernel of the tests need not have VLAN interfaces. */
class XdpVlanIT {
    private static final int PORT = 5060;
    private static final int USER_PORT = 40_000;
    private static final int TAG = 0x2005;
    private static final byte ANSWER = 7;

    @ParameterizedTest
    @ValueSource(strings = {"native", "generic"})
    void shouldReplyWithTheTagAndLeaveTheRestToTheStackWithout(String mode) throws Exception {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        try (XdpUnderTest plane = new XdpUnderTest(Map.of("mode", mode))) {
            Endpoints ends = plane.endpoints(4);
            ModuleSlot slot = plane.install(new ModuleSlot.Settings("org.netserv.vlan.replies_1.0.0",
                    Endpoints.PUBLISHER, List.of(ends.server().toPrefix()),
                    List.of(new PacketFilter(ends.server().toPrefix(), PacketBuilder.UDP, PORT)), 0, true), packet -> {
                        if (packet.u8(packet.payloadOffset()) != 'r') {
                            return Verdict.ACCEPT;
                        }
                        packet.swapAddresses();
                        packet.swapPorts();
                        packet.setU8(packet.payloadOffset(), ANSWER);
                        return Verdict.REPLY;
                    });
            PacketBuilder request = PacketBuilder.udp(ends.user(), USER_PORT, ends.server(), PORT);
            plane.userEnd().send(request.payload((byte) 'r').build(), TAG);
            assertTrue(PlaneFixture.eventually(() -> !plane.userEnd().receive(0).isEmpty()),
                    () -> plane.counters().snapshot().toString());
            LinkEnd.Arrived reply = plane.userEnd().takeAll().getFirst();
            assertEquals(TAG, reply.tag());
            assertEquals(0x02_00_00_00_00_00L, reply.to(), "the sender");
            assertArrayEquals(PacketBuilder.udp(ends.server(), PORT, ends.user(), USER_PORT).payload(ANSWER).build(),
                    reply.packet());
            // The program does not look for a way for tagged frames; the stack's has no tag.
            plane.userEnd().send(request.payload((byte) 'a').build(), TAG);
            assertTrue(PlaneFixture.eventually(() -> !plane.serverEnd().receive(0).isEmpty()),
                    () -> plane.counters().snapshot().toString());
            assertEquals(-1, plane.serverEnd().takeAll().getFirst().tag());
            assertTrue(PlaneFixture.eventually(() -> plane.counters().snapshot().entrySet().stream()
                    .filter(entry -> entry.getKey().endsWith(".stack.no-egress")).mapToLong(Map.Entry::getValue)
                    .sum() == 1), () -> plane.counters().snapshot().toString());
            plane.remove(slot);
            slot.close();
        }
    }
}
