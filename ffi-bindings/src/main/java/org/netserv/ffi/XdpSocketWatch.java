package org.netserv.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netserv.ffi.XdpSocket.Ring;
import org.netserv.ffi.libc.raw.LibcRaw;

/**
 * An AF_XDP socket of another process, to look at: what it lost, and what waits in its rings.
 *
 * <p><b>Ownership.</b> {@link #close} lets go of it. Until then the socket keeps its queue, even if its process has ended.
 *
 * <p><b>Thread.</b> One at a time.
 */
public final class XdpSocketWatch implements AutoCloseable {
    private static final int SO_DOMAIN = 39;
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
    /** Producer and consumer are at its beginning. */
    private static final int PAGE_BYTES = 4096;

    private final XdpSocket socket;
    private final Arena arena = Arena.ofShared();
    private final List<Indices> rings = new ArrayList<>();
    /** Those that lead frames to and from the kernel; empty for one that only receives, and shares them with another. */
    private final List<Indices> homes = new ArrayList<>();

    /** Where both sides of a ring note how far they are. */
    private record Indices(MemorySegment page, long producer, long consumer) {
        int waiting() {
            // The consumer's first: it is never ahead of the producer's.
            int taken = (int) INT.getAcquire(page, consumer);
            return (int) INT.getAcquire(page, producer) - taken;
        }
    }

    private XdpSocketWatch(XdpSocket socket) {
        this.socket = socket;
        add(Ring.RECEIVE, rings);
        if (add(Ring.TRANSMIT, rings)) {
            add(Ring.FILL, homes);
            add(Ring.COMPLETION, homes);
        }
    }

    private boolean add(Ring ring, List<Indices> to) {
        Indices indices = map(ring);
        return indices != null && to.add(indices);
    }

    /** Null if the socket does not have that ring. */
    private @Nullable Indices map(Ring ring) {
        try {
            XdpSocket.Offsets offsets = socket.offsets(ring);
            return new Indices(NativeMemory.map(PAGE_BYTES, socket.fd(), ring.page(), ring + " ring", arena),
                    offsets.producer(), offsets.consumer());
        } catch (NativeException e) {
            if (e.errno() != Errno.EINVAL) {
                throw e;
            }
            return null;
        }
    }

    /**
     * All that a process has open.
     *
     * <p><b>Errors.</b> {@link NativeException}: ESRCH when it is gone, EPERM when it may not be traced.
     */
    public static List<XdpSocketWatch> ofProcess(long pid) {
        List<XdpSocketWatch> found = new ArrayList<>();
        try (OtherProcess process = OtherProcess.open(pid)) {
            for (int fd : process.duplicates("socket:")) {
                XdpSocket socket = XdpSocket.adopt(fd);
                if (socket.options().option(Linux.SOL_SOCKET, SO_DOMAIN) == LibcRaw.AF_XDP()) {
                    found.add(new XdpSocketWatch(socket));
                } else {
                    socket.close();
                }
            }
            return found;
        } catch (RuntimeException e) {
            found.forEach(XdpSocketWatch::close);
            throw e;
        }
    }

    /** What the kernel counts of it. */
    public XdpSocket.Statistics statistics() {
        return socket.statistics();
    }

    /** Packets in its receive and transmit rings. */
    public long waiting() {
        return rings.stream().mapToLong(Indices::waiting).sum();
    }

    /** Frames in all of its rings, those aside that it shares with a socket that sends. Exact when nothing moves. */
    public long frames() {
        return waiting() + homes.stream().mapToLong(Indices::waiting).sum();
    }

    /** Whether the driver works in its memory. */
    public boolean isZeroCopy() {
        return socket.isZeroCopy();
    }

    @Override
    public void close() {
        arena.close();
        socket.close();
    }
}
