package org.netserv.node.container;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.net.Prefix;
import org.netserv.node.sandbox.ContainerSettings.Destination;

class ModuleDatagramsTest {
    private static final byte[] DATA = {1, 2, 3, 4, 5};

    private final Lifetime lifetime = new Lifetime("a.b_1.0.0");
    private final ModuleTallies tallies = new ModuleTallies(lifetime, "alice", NodeCounters.inMemory());
    private DatagramSocket receiver;
    private ModuleDatagrams datagrams;

    @BeforeEach
    void open() throws IOException {
        receiver = new DatagramSocket(at("127.0.0.1", 0));
        receiver.setSoTimeout(10_000);
        datagrams = new ModuleDatagrams(lifetime, "alice",
                List.of(new Destination(Prefix.parse("127.0.0.1"), receiver.getLocalPort()),
                        new Destination(Prefix.parse("2001:db8::/32"), -1)),
                tallies);
    }

    @AfterEach
    void close() throws IOException {
        datagrams.close();
        receiver.close();
    }

    @Test
    void shouldSendPartOfArrayOverLoopback() throws IOException {
        assertTrue(datagrams.send(at("127.0.0.1", receiver.getLocalPort()), DATA, 1, 3));
        assertArrayEquals(new byte[]{2, 3, 4}, receive());
        assertEquals(1, tallies.datagramsSent.value());
    }

    @Test
    void shouldSendThoughThreadIsInterrupted() throws IOException {
        InetSocketAddress destination = at("127.0.0.1", receiver.getLocalPort());
        Thread.currentThread().interrupt();
        assertTrue(datagrams.send(destination, DATA, 0, 1));
        assertTrue(Thread.interrupted());
        assertArrayEquals(new byte[]{1}, receive());
        assertTrue(datagrams.send(destination, DATA, 0, 5));
        assertArrayEquals(DATA, receive());
    }

    @Test
    void shouldPermitByAddressAndPort() throws IOException {
        assertTrue(datagrams.permits(at("127.0.0.1", receiver.getLocalPort())));
        assertFalse(datagrams.permits(at("127.0.0.1", receiver.getLocalPort() - 1)));
        assertFalse(datagrams.permits(at("127.0.0.2", receiver.getLocalPort())));
        assertTrue(datagrams.permits(at("2001:db8::5", 9)));
        assertFalse(datagrams.permits(InetSocketAddress.createUnresolved("localhost", receiver.getLocalPort())));
    }

    @Test
    void shouldNameDestinationAndWhatIsPermitted() {
        SecurityException refusal = assertThrows(SecurityException.class,
                () -> datagrams.send(at("192.0.2.1", 53), DATA, 0, 5));
        assertEquals("datagrams to 192.0.2.1 port 53 are not permitted to alice: permitted are 127.0.0.1/32 port "
                + receiver.getLocalPort() + ", 2001:db8::/32 (any port)", refusal.getMessage());
    }

    @Test
    void shouldNotLookUpNames() {
        SecurityException refusal = assertThrows(SecurityException.class,
                () -> datagrams.send(InetSocketAddress.createUnresolved("localhost", 53), DATA, 0, 5));
        assertEquals("the destination localhost is a name: expected an IP address, names are not looked up",
                refusal.getMessage());
    }

    @Test
    void shouldReturnFalseWhenTheKernelRefuses() {
        InetSocketAddress destination = at("127.0.0.1", receiver.getLocalPort());
        assertFalse(datagrams.send(destination, new byte[70_000], 0, 70_000));
        assertEquals(1, tallies.datagramsFailed.value());
    }

    private static InetSocketAddress at(String literal, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
    }

    private byte[] receive() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        receiver.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }
}
