package org.netserv.node.container;

import java.util.List;
import java.util.Objects;
import org.netserv.api.PacketEmitter;
import org.netserv.node.net.IpAddress;
import org.netserv.node.net.Prefix;
import org.netserv.node.path.EmitQueue;

/**
 * Lets a module's own packets into the node's queue, if their source is the publisher's.
 *
 * <p><b>Ownership.</b> Copies before it checks: the module may change its array meanwhile.
 *
 * <p><b>Thread.</b> Any; allocates once a thread.
 */
final class ModuleEmitter implements PacketEmitter {
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int IPV4_SOURCE = 12;
    private static final int IPV6_SOURCE = 8;
    private static final ThreadLocal<byte[]> COPIES = new ThreadLocal<>();

    private final Lifetime lifetime;
    private final EmitQueue queue;
    private final Prefix[] sources;
    private final ModuleTallies tallies;

    ModuleEmitter(Lifetime lifetime, EmitQueue queue, List<Prefix> sources, ModuleTallies tallies) {
        this.lifetime = lifetime;
        this.queue = queue;
        this.sources = sources.toArray(Prefix[]::new);
        this.tallies = tallies;
    }

    @Override
    public boolean emit(byte[] packet, int offset, int length) {
        lifetime.requireRunning();
        Objects.checkFromIndexSize(offset, length, packet.length);
        if (length > queue.maxLength()) {
            tallies.emitRefused.addShared(1);
            return false;
        }
        byte[] copy = COPIES.get();
        if (copy == null || copy.length < length) {
            copy = new byte[queue.maxLength()];
            COPIES.set(copy);
        }
        System.arraycopy(packet, offset, copy, 0, length);
        if (!isPermitted(copy, length)) {
            tallies.emitRefused.addShared(1);
            return false;
        }
        if (!queue.offer(copy, 0, length)) {
            tallies.emitFull.addShared(1);
            return false;
        }
        tallies.emitted.addShared(1);
        return true;
    }

    private boolean isPermitted(byte[] packet, int length) {
        if (length < IPV4_HEADER) {
            return false;
        }
        int version = packet[0] >>> 4 & 0xF;
        if (version == 4) {
            int header = (packet[0] & 0xF) * 4;
            return header >= IPV4_HEADER && header <= length && u16(packet, 2) == length
                    && isSource(0, IpAddress.mapped((int) i64(packet, IPV4_SOURCE - 4)));
        }
        if (version != 6 || length < IPV6_HEADER || u16(packet, 4) != length - IPV6_HEADER) {
            return false;
        }
        long high = i64(packet, IPV6_SOURCE);
        long low = i64(packet, IPV6_SOURCE + 8);
        // An IPv4-mapped source in an IPv6 packet would pass for the publisher's IPv4 address.
        return !IpAddress.isIpv4(high, low) && isSource(high, low);
    }

    private boolean isSource(long high, long low) {
        for (Prefix prefix : sources) {
            if (prefix.contains(high, low)) {
                return true;
            }
        }
        return false;
    }

    private static int u16(byte[] bytes, int offset) {
        return (bytes[offset] & 0xFF) << 8 | (bytes[offset + 1] & 0xFF);
    }

    private static long i64(byte[] bytes, int offset) {
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = value << 8 | (bytes[offset + i] & 0xFF);
        }
        return value;
    }
}
