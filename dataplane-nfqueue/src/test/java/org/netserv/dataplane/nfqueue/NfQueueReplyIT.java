package org.netserv.dataplane.nfqueue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.netserv.rig.Rig.SERVER_IPV4;
import static org.netserv.rig.Rig.SERVER_IPV6;
import static org.netserv.rig.Rig.USER_IPV4;
import static org.netserv.rig.Rig.USER_IPV6;

import org.netserv.dataplane.testing.Host;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.netserv.api.PacketProcessor;
import org.netserv.api.Verdict;
import org.netserv.rig.Privilege;
import org.netserv.rig.Rig;

/** What leaves by raw sockets: replies from the server's address, and emitted packets. */
class NfQueueReplyIT {
    private static final int PORT = 5060;
    private static final PacketProcessor ECHO = packet -> {
        packet.swapAddresses();
        packet.swapPorts();
        packet.setU8(packet.payloadOffset(), 'R');
        return Verdict.REPLY;
    };

    private Rig rig;

    @BeforeEach
    void build() {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        rig = Rig.create("nfqreply", 1);
    }

    @AfterEach
    void demolish() {
        if (rig != null) {
            rig.close();
        }
    }

    @Test
    void shouldReplyFromServersAddressUnderStrictReversePathFilter() throws Exception {
        assertRepliesComeFromServer();
    }

    @Test
    void shouldReplyFromServersAddressAndPortBehindMasquerade() throws Exception {
        rig.router().exec("iptables", "-w", "-t", "nat", "-A", "POSTROUTING", "-o", Rig.ROUTER_SERVER_INTERFACE, "-j",
                "MASQUERADE").orThrow();
        rig.router().exec("iptables", "-w", "-t", "nat", "-A", "POSTROUTING", "-o", Rig.ROUTER_USER_INTERFACE, "-j",
                "MASQUERADE").orThrow();
        assertRepliesComeFromServer();
    }

    private void assertRepliesComeFromServer() throws Exception {
        try (PlaneFixture fixture = new PlaneFixture(rig.router().name(), Map.of());
                Host user = Host.at(rig.user().name(), USER_IPV4, 5070);
                Host server = Host.at(rig.server().name(), SERVER_IPV4, PORT)) {
            fixture.install(SERVER_IPV4, PORT, ECHO);
            for (int i = 0; i < 300; i++) {
                user.send("q" + i, SERVER_IPV4, PORT);
            }
            for (int i = 0; i < 300; i++) {
                Host.Datagram reply = user.receive();
                assertEquals("R" + i, reply.text());
                assertEquals(SERVER_IPV4, reply.address());
                assertEquals(PORT, reply.port());
            }
            assertNull(server.receiveWithin(50));
            assertTrue(PlaneFixture.eventually(() -> fixture.counter("replied") == 300));
            assertEquals(300, fixture.counter("reply.sent"));
        }
    }

    @Test
    void shouldReplyInIpv6() throws Exception {
        try (PlaneFixture fixture = new PlaneFixture(rig.router().name(), Map.of());
                Host user = Host.at(rig.user().name(), USER_IPV6, 5070);
                Host server = Host.at(rig.server().name(), SERVER_IPV6, PORT)) {
            fixture.install(SERVER_IPV6, PORT, ECHO);
            user.send("q", SERVER_IPV6, PORT);
            Host.Datagram reply = user.receive();
            assertEquals("R", reply.text());
            assertEquals(InetAddress.getByName(SERVER_IPV6), InetAddress.getByName(reply.address()));
            assertEquals(PORT, reply.port());
            assertNull(server.receiveWithin(50));
        }
    }

    @Test
    void shouldCountReplyThatCannotBeSent() throws Exception {
        try (PlaneFixture fixture = new PlaneFixture(rig.router().name(), Map.of());
                Host user = Host.at(rig.user().name(), USER_IPV4, 5070)) {
            rig.router().ip("route", "add", "unreachable", "10.9.9.0/24");
            fixture.install(SERVER_IPV4, PORT, packet -> {
                packet.setI32(16, 0x0a090909);
                packet.setI32(12, 0x0a000202);
                return Verdict.REPLY;
            });
            user.send("q", SERVER_IPV4, PORT);
            assertTrue(PlaneFixture.eventually(() -> fixture.counter("reply.unsent.unreachable") == 1),
                    () -> fixture.counters().toString());
        }
    }

    @Test
    void shouldEmitWithSpoofedSourceBehindMasqueradeAndNotLoop() throws Exception {
        rig.router().exec("iptables", "-w", "-t", "nat", "-A", "POSTROUTING", "-j", "MASQUERADE").orThrow();
        try (PlaneFixture fixture = new PlaneFixture(rig.router().name(), Map.of());
                Host user = Host.at(rig.user().name(), USER_IPV4, 5070);
                Host local = Host.at(rig.router().name(), Rig.ROUTER_USER_IPV4, PORT)) {
            byte[] toUser = udp(SERVER_IPV4, PORT, USER_IPV4, 5070, "emitted");
            assertTrue(fixture.path().emitQueue().offer(toUser, 0, toUser.length));
            Host.Datagram datagram = user.receive();
            assertEquals("emitted", datagram.text());
            assertEquals(SERVER_IPV4, datagram.address());
            assertEquals(PORT, datagram.port());

            // To an address of the router itself, which a filter selects: it must arrive, not reach the module again.
            fixture.install(Rig.ROUTER_USER_IPV4, PORT, packet -> Verdict.DROP);
            byte[] toRouter = udp(Rig.ROUTER_SERVER_IPV4, 9, Rig.ROUTER_USER_IPV4, PORT, "local");
            assertTrue(fixture.path().emitQueue().offer(toRouter, 0, toRouter.length));
            assertEquals("local", local.receive().text());
            assertTrue(PlaneFixture.eventually(() -> fixture.counter("emit.sent") == 2));
        }
    }

    private static byte[] udp(String source, int sourcePort, String destination, int port, String payload)
            throws Exception {
        byte[] text = payload.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer packet = ByteBuffer.allocate(28 + text.length);
        packet.putShort((short) 0x4500).putShort((short) packet.capacity()).putInt(0).put((byte) 64).put((byte) 17)
                .putShort((short) 0).put(InetAddress.getByName(source).getAddress())
                .put(InetAddress.getByName(destination).getAddress()).putShort((short) sourcePort)
                .putShort((short) port).putShort((short) (8 + text.length)).putShort((short) 1).put(text);
        return packet.array();
    }
}
