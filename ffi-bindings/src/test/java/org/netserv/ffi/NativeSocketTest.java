package org.netserv.ffi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class NativeSocketTest {
    private static final int ROUNDS = 50;
    private static final int CALLS = 10_000;
    /** What the measurement itself may allocate. */
    private static final long MEASUREMENT_BYTES = 1024;
    private static final int LOOPBACK = 0x7f000001;
    private static final int LONGEST_DATAGRAM = 65_507;

    @Test
    void shouldSendGatheredMessagesInOneCall() throws Exception {
        try (Arena arena = Arena.ofConfined();
                DatagramSocket receiver = new DatagramSocket(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                NativeSocket sender = NativeSocket.open(Linux.AF_INET, Linux.SOCK_DGRAM, 0)) {
            MessageVector vector = new MessageVector(arena, 2, 4);
            addressed(arena, vector, 2, receiver.getLocalPort());
            MemorySegment text = arena.allocateFrom("one two three four");
            vector.buffer(0, text, 0, 4);
            vector.buffer(1, text, 8, 5);
            vector.buffer(2, text, 4, 3);
            vector.buffer(3, text, 13, 5);
            vector.message(0, 0, 2);
            vector.message(1, 2, 2);

            assertEquals(2, sender.send(vector, 0, 2, 0));

            receiver.setSoTimeout(5000);
            assertEquals("one three", receive(receiver));
            assertEquals("two four", receive(receiver));
            assertEquals(9, vector.length(0));
            assertEquals(8, vector.length(1));
        }
    }

    @Test
    void shouldSayWhySendingFailed() {
        try (Arena arena = Arena.ofConfined();
                NativeSocket sender = NativeSocket.open(Linux.AF_INET, Linux.SOCK_DGRAM, 0)) {
            MessageVector vector = new MessageVector(arena, 2, 2);
            addressed(arena, vector, 2, 9);
            vector.buffer(0, arena.allocate(LONGEST_DATAGRAM + 1), 0, LONGEST_DATAGRAM + 1);
            vector.message(0, 0, 1);
            vector.message(1, 1, 0);

            assertEquals(-Errno.EMSGSIZE, sender.send(vector, 0, 2, 0));
            assertEquals(-Errno.EMSGSIZE, sender.sendOne(vector, 0, 0));
        }
    }

    @Test
    void shouldSendWhatComesBeforeMessageThatCannotGo() throws Exception {
        try (Arena arena = Arena.ofConfined();
                DatagramSocket receiver = new DatagramSocket(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                NativeSocket sender = NativeSocket.open(Linux.AF_INET, Linux.SOCK_DGRAM, 0)) {
            MessageVector vector = new MessageVector(arena, 2, 2);
            addressed(arena, vector, 2, receiver.getLocalPort());
            vector.buffer(0, arena.allocateFrom("once"), 0, 4);
            vector.buffer(1, arena.allocate(LONGEST_DATAGRAM + 1), 0, LONGEST_DATAGRAM + 1);
            vector.message(0, 0, 1);
            vector.message(1, 1, 1);

            assertEquals(1, sender.send(vector, 0, 2, 0));
            assertEquals(-Errno.EMSGSIZE, sender.send(vector, 1, 1, 0));

            receiver.setSoTimeout(5000);
            assertEquals("once", receive(receiver));
            receiver.setSoTimeout(50);
            assertThrows(SocketTimeoutException.class, () -> receive(receiver));
        }
    }

    @Test
    void shouldReceiveWhatIsThereAndTimeOutWhenNothingIs() throws Exception {
        try (Arena arena = Arena.ofConfined();
                NativeSocket receiver = NativeSocket.open(Linux.AF_INET, Linux.SOCK_DGRAM, 0);
                DatagramSocket sender = new DatagramSocket()) {
            int port = bindLoopback(arena, receiver);
            receiver.receiveTimeoutMillis(50);
            MessageVector vector = new MessageVector(arena, 4, 4);
            MemorySegment memory = arena.allocate(4 * 64);
            for (int i = 0; i < 4; i++) {
                vector.buffer(i, memory, i * 64L, 64);
                vector.message(i, i, 1);
            }
            assertEquals(-Errno.EAGAIN, receiver.receive(vector, 4, Linux.MSG_WAITFORONE));
            assertEquals(0, receiver.poll(Linux.POLLIN, 0));

            for (int i = 0; i < 3; i++) {
                byte[] bytes = "abc".substring(0, i + 1).getBytes(StandardCharsets.US_ASCII);
                sender.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
            }
            assertEquals(1, receiver.poll(Linux.POLLIN, 5000));
            assertEquals(3, receiver.receive(vector, 4, Linux.MSG_WAITFORONE));
            assertEquals(1, vector.length(0));
            assertEquals(3, vector.length(2));
            assertEquals('c', memory.get(ValueLayout.JAVA_BYTE, 2 * 64 + 2));
        }
    }

    @Test
    void shouldAllocateNothingInReceiveAndSend() throws Exception {
        try (Arena arena = Arena.ofShared();
                NativeSocket receiver = NativeSocket.open(Linux.AF_INET, Linux.SOCK_DGRAM, 0);
                NativeSocket sender = NativeSocket.open(Linux.AF_INET, Linux.SOCK_DGRAM, 0)) {
            int port = bindLoopback(arena, receiver);
            MemorySegment memory = arena.allocate(256);
            MessageVector out = new MessageVector(arena, 2, 2);
            MessageVector in = new MessageVector(arena, 2, 2);
            addressed(arena, out, 2, port);
            for (int i = 0; i < 2; i++) {
                out.buffer(i, memory, 0, 64);
                out.message(i, i, 1);
                in.buffer(i, memory, 128, 64);
                in.message(i, i, 1);
            }
            // Uncompiled calls allocate, and when the compiler gets to them is its own affair: one clean round proves
            // that the code does not.
            long least = Long.MAX_VALUE;
            for (int round = 0; round < ROUNDS && least > MEASUREMENT_BYTES; round++) {
                least = Math.min(least, allocatedBy(() -> echo(sender, out, receiver, in)));
            }
            assertTrue(least <= MEASUREMENT_BYTES, "at least " + least + " bytes in each round of " + CALLS);
        }
    }

    private static long allocatedBy(Runnable call) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < CALLS; i++) {
            call.run();
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void shouldNameErrorWhenOptionIsRefused() {
        try (NativeSocket socket = NativeSocket.open(Linux.AF_INET, Linux.SOCK_DGRAM, 0)) {
            NativeException e = assertThrows(NativeException.class, () -> socket.option(Linux.SOL_SOCKET, 4711, 1));
            assertEquals(92, e.errno());
            assertTrue(String.valueOf(e.getMessage()).contains("Protocol not available"), e.getMessage());
        }
    }

    @Test
    void shouldRefuseBufferOutsideMemory() {
        try (Arena arena = Arena.ofConfined()) {
            MessageVector vector = new MessageVector(arena, 1, 1);
            MemorySegment memory = arena.allocate(16);
            assertThrows(IndexOutOfBoundsException.class, () -> vector.buffer(0, memory, 8, 9));
            assertThrows(IndexOutOfBoundsException.class, () -> vector.buffer(1, memory, 0, 1));
            assertThrows(IndexOutOfBoundsException.class, () -> vector.message(0, 0, 2));
        }
    }

    private static void echo(NativeSocket sender, MessageVector out, NativeSocket receiver, MessageVector in) {
        sender.send(out, 0, 2, 0);
        receiver.receive(in, 2, Linux.MSG_DONTWAIT);
        sender.sendOne(out, 1, 0);
        receiver.receive(in, 2, Linux.MSG_DONTWAIT);
    }

    private static void addressed(Arena arena, MessageVector vector, int messages, int port) {
        MemorySegment address = arena.allocate(SocketAddresses.IPV4_BYTES);
        SocketAddresses.ipv4(address, 0, LOOPBACK, port);
        for (int i = 0; i < messages; i++) {
            vector.name(i, address, 0, SocketAddresses.IPV4_BYTES);
        }
    }

    private static int bindLoopback(Arena arena, NativeSocket socket) throws Exception {
        int port;
        try (DatagramSocket free = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            port = free.getLocalPort();
        }
        MemorySegment address = arena.allocate(SocketAddresses.IPV4_BYTES);
        SocketAddresses.ipv4(address, 0, LOOPBACK, port);
        socket.bind(address);
        return port;
    }

    private static String receive(DatagramSocket socket) throws Exception {
        DatagramPacket packet = new DatagramPacket(new byte[64], 64);
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
    }
}
