package org.netserv.node.packet;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The checksums of IP and transport headers.
 *
 * <p>Sums are taken over 32-bit words in native byte order: the Internet checksum does not depend on the order, so long
 * as it is stored in the same one (RFC 1071 §2 (B)).
 *
 * <p><b>Thread.</b> Any; no state. <b>Source.</b> RFC 1071, 768, 8200 §8.1.
 */
public final class Checksums {
    private static final ValueLayout.OfInt WORD = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfShort HALF = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private Checksums() {}

    /** Writes the checksums of packet {@code i}, parsed before; a UDP checksum of 0 on IPv4 stays. */
    public static void update(PacketBatch batch, int i) {
        write(batch, i, true);
    }

    /** Writes the checksums of packet {@code i}, parsed before; also a UDP checksum that is 0. */
    public static void fill(PacketBatch batch, int i) {
        write(batch, i, false);
    }

    private static void write(PacketBatch batch, int i, boolean keepNone) {
        if (batch.version[i] == 4) {
            updateIpv4Header(batch, i);
        }
        int field = checksumField(batch.protocol[i]);
        if (field < 0 || batch.length[i] < batch.l4Offset[i] + field + 2) {
            return;
        }
        MemorySegment memory = batch.memory;
        long l4 = batch.offset[i] + batch.l4Offset[i];
        boolean udp = batch.protocol[i] == IpProtocol.UDP;
        if (keepNone && udp && batch.version[i] == 4 && memory.get(HALF, l4 + field) == 0) {
            return;
        }
        memory.set(HALF, l4 + field, (short) 0);
        int l4Length = batch.length[i] - batch.l4Offset[i];
        long sum = sum(memory, l4, l4Length);
        if (batch.protocol[i] != IpProtocol.ICMP) {
            sum += pseudoHeader(batch, i, l4Length);
        }
        short checksum = complement(sum);
        memory.set(HALF, l4 + field, udp && checksum == 0 ? (short) 0xffff : checksum);
    }

    /** Whether the checksums of packet {@code i}, parsed before, are right; one that is absent is. */
    public static boolean valid(PacketBatch batch, int i) {
        MemorySegment memory = batch.memory;
        if (batch.version[i] == 4 && complement(sum(memory, batch.offset[i], ipv4HeaderLength(batch, i))) != 0) {
            return false;
        }
        int field = checksumField(batch.protocol[i]);
        if (field < 0) {
            return true;
        }
        long l4 = batch.offset[i] + batch.l4Offset[i];
        int l4Length = batch.length[i] - batch.l4Offset[i];
        if (l4Length < field + 2) {
            return false;
        }
        if (batch.protocol[i] == IpProtocol.UDP && memory.get(HALF, l4 + field) == 0) {
            return batch.version[i] == 4;
        }
        long sum = sum(memory, l4, l4Length);
        return complement(batch.protocol[i] == IpProtocol.ICMP ? sum : sum + pseudoHeader(batch, i, l4Length)) == 0;
    }

    private static void updateIpv4Header(PacketBatch batch, int i) {
        long base = batch.offset[i];
        batch.memory.set(HALF, base + 10, (short) 0);
        batch.memory.set(HALF, base + 10, complement(sum(batch.memory, base, ipv4HeaderLength(batch, i))));
    }

    private static int ipv4HeaderLength(PacketBatch batch, int i) {
        return (batch.memory.get(JAVA_BYTE, batch.offset[i]) & 0xf) << 2;
    }

    /** Offset of the checksum in the transport header, or -1 where there is none that we know. */
    private static int checksumField(int protocol) {
        return switch (protocol) {
            case IpProtocol.UDP -> 6;
            case IpProtocol.TCP -> 16;
            case IpProtocol.ICMP, IpProtocol.ICMPV6 -> 2;
            default -> -1;
        };
    }

    private static long pseudoHeader(PacketBatch batch, int i, int l4Length) {
        long base = batch.offset[i];
        long addresses = batch.version[i] == 4 ? sum(batch.memory, base + 12, 8) : sum(batch.memory, base + 8, 32);
        int rest = l4Length + batch.protocol[i];
        return addresses + (LITTLE_ENDIAN ? Integer.reverseBytes(rest) & 0xffff_ffffL : rest);
    }

    /** Sum of 32-bit words, at most 2^46 for 64 KB: folded by {@link #complement}. */
    private static long sum(MemorySegment memory, long from, int length) {
        long sum = 0;
        long at = from;
        long end = from + length;
        for (; at + 8 <= end; at += 8) {
            sum += (memory.get(WORD, at) & 0xffff_ffffL) + (memory.get(WORD, at + 4) & 0xffff_ffffL);
        }
        if (at + 4 <= end) {
            sum += memory.get(WORD, at) & 0xffff_ffffL;
            at += 4;
        }
        if (at + 2 <= end) {
            sum += memory.get(HALF, at) & 0xffffL;
            at += 2;
        }
        if (at < end) {
            int last = memory.get(JAVA_BYTE, at) & 0xff;
            sum += LITTLE_ENDIAN ? last : last << 8;
        }
        return sum;
    }

    private static short complement(long sum) {
        long folded = (sum >>> 32) + (sum & 0xffff_ffffL);
        folded = (folded >>> 16) + (folded & 0xffff);
        folded = (folded >>> 16) + (folded & 0xffff);
        folded = (folded >>> 16) + (folded & 0xffff);
        return (short) ~folded;
    }
}
