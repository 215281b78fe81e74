package org.netserv.dataplane.common;

import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;
import org.netserv.ffi.Errno;
import org.netserv.ffi.NativeException;
import org.netserv.node.packet.PacketBatch;

/**
 * Sends packets that the node has made, with their own IP header, by the host's routes: replies and emitted packets.
 *
 * <p>A reply is not re-injected: with its source swapped, strict {@code rp_filter} would drop it. It leaves by a raw
 * socket instead, with a mark, for which planes that have rules exempt it from connection tracking, so that a
 * NAT of the host does not rewrite its spoofed source.
 *
 * <p>The kernel writes total length, checksum and (if 0) identification of an IPv4 header itself, and fragments nothing:
 * what is longer than the link's MTU is refused and counted.
 *
 * <p><b>Ownership.</b> Packets stay where they are until {@link #flush} returns.
 *
 * <p><b>Thread.</b> One.
 */
public final class RawEmitter implements AutoCloseable {
    private final RawLane ipv4;
    private final @Nullable RawLane ipv6;
    private final EmitCounters counters;

    /** An emitter whose sockets live in the network namespace of the calling thread; IPv6 if the kernel has it. */
    public RawEmitter(Arena arena, int mark, EmitCounters counters) {
        this.counters = counters;
        ipv4 = RawLane.ipv4(arena, mark, counters);
        RawLane lane;
        try {
            lane = RawLane.ipv6(arena, mark, counters);
        } catch (NativeException e) {
            if (e.errno() != Errno.EAFNOSUPPORT) {
                ipv4.close();
                throw e;
            }
            lane = null;
        }
        ipv6 = lane;
    }

    /** Takes packet {@code i} of a batch that has been parsed. */
    public void add(PacketBatch batch, int i) {
        if (batch.version(i) == 4) {
            ipv4.add(batch, i);
        } else if (ipv6 != null) {
            ipv6.add(batch, i);
        } else {
            counters.unsent(Errno.EAFNOSUPPORT);
        }
    }

    /** Sends what was taken, one call a family. */
    public void flush() {
        ipv4.flush();
        if (ipv6 != null) {
            ipv6.flush();
        }
    }

    /** Forgets what was taken and not sent. */
    public void discard() {
        ipv4.discard();
        if (ipv6 != null) {
            ipv6.discard();
        }
    }

    @Override
    public void close() {
        ipv4.close();
        if (ipv6 != null) {
            ipv6.close();
        }
    }
}
