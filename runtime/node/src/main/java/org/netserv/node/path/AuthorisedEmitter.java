package org.netserv.node.path;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import org.netserv.api.PacketEmitter;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.counters.Tally;
import org.netserv.node.net.IpAddress;
import org.netserv.node.net.Prefix;

/**
 * The emitter of one module: takes packets whose source address is its publisher's, and no others.
 *
 * <p><b>Thread.</b> Any. Allocates nothing.
 */
public final class AuthorisedEmitter implements PacketEmitter, AutoCloseable {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;

    private final EmitQueue queue;
    private final Prefix[] authorised;
    private final Tally emitted;
    private final Tally refused;
    private final Tally full;

    /**
     * @param authorised prefixes that emitted packets may come from
     * @param label what the labels of its counters begin with, without the dot
     */
    public AuthorisedEmitter(EmitQueue queue, List<Prefix> authorised, NodeCounters counters, String label) {
        this.queue = queue;
        this.authorised = authorised.toArray(Prefix[]::new);
        emitted = counters.allocate(label + ".emitted");
        refused = counters.allocate(label + ".emit_refused");
        full = counters.allocate(label + ".emit_full");
    }

    @Override
    public boolean emit(byte[] packet, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, packet.length);
        if (!isAuthorised(packet, offset, length)) {
            refused.addShared(1);
            return false;
        }
        boolean taken = queue.offer(packet, offset, length);
        (taken ? emitted : full).addShared(1);
        return taken;
    }

    private boolean isAuthorised(byte[] packet, int offset, int length) {
        if (length < IPV4_HEADER || length > queue.maxLength()) {
            return false;
        }
        int version = packet[offset] >>> 4;
        if (version == 4) {
            return ((short) SHORT.get(packet, offset + 2) & 0xffff) == length
                    && isAuthorised(0, IpAddress.mapped((int) INT.get(packet, offset + 12)));
        }
        if (version != 6 || length < IPV6_HEADER
                || IPV6_HEADER + ((short) SHORT.get(packet, offset + 4) & 0xffff) != length) {
            return false;
        }
        long high = (long) LONG.get(packet, offset + 8);
        long low = (long) LONG.get(packet, offset + 16);
        return !IpAddress.isIpv4(high, low) && isAuthorised(high, low);
    }

    private boolean isAuthorised(long high, long low) {
        for (Prefix prefix : authorised) {
            if (prefix.contains(high, low)) {
                return true;
            }
        }
        return false;
    }

    /** Gives its counters back. Nobody may emit any more. */
    @Override
    public void close() {
        emitted.close();
        refused.close();
        full.close();
    }
}
