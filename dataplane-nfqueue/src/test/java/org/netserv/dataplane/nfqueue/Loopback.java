package org.netserv.dataplane.nfqueue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.netserv.ffi.Linux;
import org.netserv.ffi.MessageVector;
import org.netserv.ffi.NativeSocket;
import org.netserv.ffi.SocketAddresses;

/** A datagram socket in place of the kernel's end of a netfilter queue: tests say what it sends, and see what it gets. */
final class Loopback implements AutoCloseable {
    private static final int ADDRESS = 0x7f000001;

    private final Arena arena = Arena.ofShared();
    private final NativeSocket plane = NativeSocket.open(Linux.AF_INET, Linux.SOCK_DGRAM, 0);
    private final DatagramSocket kernel;

    Loopback() throws IOException {
        kernel = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        kernel.setSoTimeout(5000);
        MemorySegment address = arena.allocate(SocketAddresses.IPV4_BYTES, 8);
        SocketAddresses.ipv4(address, 0, ADDRESS, kernel.getLocalPort());
        plane.connect(address);
        plane.receiveTimeoutMillis(20);
        // A datagram tells the kernel's end our port.
        MessageVector hello = new MessageVector(arena, 1, 1);
        hello.buffer(0, address, 0, 1);
        hello.message(0, 0, 1);
        plane.sendOne(hello, 0, 0);
        DatagramPacket packet = new DatagramPacket(new byte[1], 1);
        kernel.receive(packet);
        kernel.connect(packet.getSocketAddress());
    }

    Arena arena() {
        return arena;
    }

    /** The end that a receiver or writer under test has. */
    NativeSocket plane() {
        return plane;
    }

    void send(byte[] message) throws IOException {
        kernel.send(new DatagramPacket(message, message.length));
    }

    /** What came, as native memory. */
    MemorySegment receive() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        kernel.receive(packet);
        MemorySegment memory = arena.allocate(packet.getLength());
        MemorySegment.copy(packet.getData(), 0, memory, ValueLayout.JAVA_BYTE, 0, packet.getLength());
        return memory;
    }

    @Override
    public void close() {
        plane.close();
        kernel.close();
        arena.close();
    }
}
