package org.netserv.node.packet;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;

/** Packets and batches for tests. Fields that a test does not set are random. */
public final class TestPackets {
    private TestPackets() {}

    /** A packet as a batch of its own, in memory that is just as long, so that a read beyond it throws. */
    static PacketBatch exact(byte[] packet) {
        MemorySegment memory = Arena.ofAuto().allocate(Math.max(1, packet.length));
        MemorySegment.copy(packet, 0, memory, ValueLayout.JAVA_BYTE, 0, packet.length);
        PacketBatch batch = new PacketBatch(memory.asSlice(0, packet.length));
        batch.add(0, packet.length, packet.length, 0);
        return batch;
    }

    /** Packets as a batch, each with room for {@code slot} bytes. */
    public static PacketBatch batch(int slot, byte[]... packets) {
        PacketBatch batch = new PacketBatch(Arena.ofAuto().allocate((long) slot * packets.length));
        for (int i = 0; i < packets.length; i++) {
            MemorySegment.copy(packets[i], 0, batch.memory, ValueLayout.JAVA_BYTE, (long) i * slot, packets[i].length);
            batch.add((long) i * slot, packets[i].length, slot, 7);
        }
        return batch;
    }

    /** Packet {@code i} of a batch as it is now. */
    public static byte[] bytes(PacketBatch batch, int i) {
        return batch.memory.asSlice(batch.offset(i), batch.length(i)).toArray(ValueLayout.JAVA_BYTE);
    }

    /** An IPv4 packet without options. */
    public static byte[] ipv4(int source, int destination, int protocol, byte[] transport) {
        byte[] packet = new byte[20 + transport.length];
        packet[0] = 0x45;
        put16(packet, 2, packet.length);
        packet[8] = 64;
        packet[9] = (byte) protocol;
        put32(packet, 12, source);
        put32(packet, 16, destination);
        System.arraycopy(transport, 0, packet, 20, transport.length);
        return packet;
    }

    /** An IPv6 packet; {@code rest} is what follows the fixed header. */
    public static byte[] ipv6(long sourceHigh, long destinationHigh, int nextHeader, byte[] rest) {
        byte[] packet = new byte[40 + rest.length];
        packet[0] = 0x60;
        put16(packet, 4, rest.length);
        packet[6] = (byte) nextHeader;
        packet[7] = 64;
        put64(packet, 8, sourceHigh);
        put64(packet, 16, 1);
        put64(packet, 24, destinationHigh);
        put64(packet, 32, 2);
        System.arraycopy(rest, 0, packet, 40, rest.length);
        return packet;
    }

    /** A UDP datagram with checksum 0x1234. */
    public static byte[] udp(int sourcePort, int port, byte... payload) {
        byte[] udp = new byte[8 + payload.length];
        put16(udp, 0, sourcePort);
        put16(udp, 2, port);
        put16(udp, 4, udp.length);
        put16(udp, 6, 0x1234);
        System.arraycopy(payload, 0, udp, 8, payload.length);
        return udp;
    }

    static byte[] random(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    static void put16(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >> 8);
        bytes[at + 1] = (byte) value;
    }

    static void put32(byte[] bytes, int at, int value) {
        put16(bytes, at, value >> 16);
        put16(bytes, at + 2, value);
    }

    static void put64(byte[] bytes, int at, long value) {
        put32(bytes, at, (int) (value >> 32));
        put32(bytes, at + 4, (int) value);
    }
}
