package org.netserv.signaling.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.netserv.ffi.Linux;
import org.netserv.ffi.NativeSocket;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.wire.MessageHeader;

class UdpOutboxTest {
    private static final IpAddress LOCAL = IpAddress.parse("127.0.0.1");
    private static final int BUFFER_BYTES = 1 << 20;
    private static final int LONG_BYTES = 60_000;

    private final Arena arena = Arena.ofConfined();
    private final NativeSocket socket = NativeSocket.open(Linux.AF_INET, Linux.SOCK_DGRAM, Linux.IPPROTO_UDP);
    private final UdpOutbox outbox = new UdpOutbox(arena, socket, true);
    private final MemorySegment message = arena.allocate(65_536);
    private final ByteBuffer in = ByteBuffer.allocate(65_536);
    private DatagramChannel there;
    private int port;

    @BeforeEach
    void listen() throws Exception {
        there = DatagramChannel.open().setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES)
                .bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
        there.configureBlocking(false);
        port = ((InetSocketAddress) there.getLocalAddress()).getPort();
    }

    @AfterEach
    void close() throws Exception {
        there.close();
        socket.close();
        arena.close();
    }

    private void add(int number, int length) {
        message.set(ValueLayout.JAVA_INT, 0, number);
        message.set(ValueLayout.JAVA_BYTE, length - 1, (byte) number);
        outbox.add(message, length, LOCAL, port);
    }

    /** Number and length of the next datagram; null if there is none. */
    private @Nullable List<Integer> next() throws Exception {
        in.clear();
        if (there.receive(in) == null) {
            return null;
        }
        in.flip();
        MemorySegment received = MemorySegment.ofBuffer(in);
        assertEquals(MessageHeader.MAGIC, in.getInt(0));
        int number = received.get(ValueLayout.JAVA_INT_UNALIGNED, MessageHeader.MAGIC_BYTES);
        assertEquals((byte) number, received.get(ValueLayout.JAVA_BYTE, received.byteSize() - 1));
        return List.of(number, in.remaining() - MessageHeader.MAGIC_BYTES);
    }

    @Test
    void shouldHoldMessagesUntilTheyAreToLeave() throws Exception {
        add(1, 100);
        add(2, 200);
        assertNull(next());
        outbox.flush();
        assertEquals(List.of(1, 100), next());
        assertEquals(List.of(2, 200), next());
        outbox.flush();
        assertNull(next(), "none leaves twice");
    }

    @Test
    void shouldSendAllInOrderHoweverManyAndLong() throws Exception {
        List<List<Integer>> sent = new ArrayList<>();
        for (int number = 0; number < 100; number++) {
            int length = number % 33 == 32 ? LONG_BYTES : 50 + number;
            add(number, length);
            sent.add(List.of(number, length));
        }
        outbox.flush();
        List<List<Integer>> received = new ArrayList<>();
        for (List<Integer> one = next(); one != null; one = next()) {
            received.add(one);
        }
        assertEquals(sent, received);
    }

    @Test
    void shouldGoOnBehindAMessageThatTheKernelRefuses() throws Exception {
        add(1, 100);
        outbox.add(message, 100, IpAddress.parse("255.255.255.255"), port); // broadcast, which nobody has allowed
        add(3, 100);
        outbox.flush();
        assertEquals(List.of(1, 100), next());
        assertEquals(List.of(3, 100), next());
        assertNull(next());
    }

    @Test
    void shouldNotLoseAMessageToWhatIcmpSaysOfAnEarlierOne() throws Exception {
        socket.option(Linux.SOL_IP, Linux.IP_RECVERR, 1);
        int closed;
        try (DatagramChannel gone = DatagramChannel.open()
                .bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))) {
            closed = ((InetSocketAddress) gone.getLocalAddress()).getPort();
        }
        outbox.add(message, 100, LOCAL, closed);
        outbox.flush();
        add(2, 100);
        outbox.flush();
        assertEquals(List.of(2, 100), next());
        assertTrue(closed != port);
    }
}
