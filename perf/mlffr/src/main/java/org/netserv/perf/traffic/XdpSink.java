package org.netserv.perf.traffic;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.time.Duration;
import org.HdrHistogram.Histogram;
import org.netserv.ffi.BpfProgram;
import org.netserv.ffi.Errno;
import org.netserv.ffi.NativeException;
import org.netserv.ffi.NetworkInterfaces;
import org.netserv.ffi.XdpLink;
import org.netserv.ffi.XdpMode;
import org.netserv.perf.result.Latency;
import org.netserv.perf.rig.HostThread;
import org.netserv.perf.rig.Port;

/**
 * A sink that is an XDP program on the receiver's interface. Counts exactly, on any number of CPUs.
 *
 * <p><b>Thread.</b> One at a time. {@link #arm} while nothing arrives.
 */
public final class XdpSink implements Sink {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfInt ADDRESS = INT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfShort PORT_NUMBER = ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

    /** For a router of this host. What one that keeps up has in its queues, many times over; 2 % of the shortest trial. */
    private static final Duration GRACE = Duration.ofMillis(2);

    /** Offsets in {@code struct sink}. */
    private static final long DESTINATION = 0;
    private static final long PORT = 4;
    private static final long MIN_LENGTH = 8;
    private static final long MAX_LENGTH = 12;
    private static final long TRACK_PORTS = 16;
    private static final long SAMPLED = 20;
    private static final long GRACE_NANOS = 24;

    /** Offsets in {@code struct received}, of which there is one for each CPU. */
    private static final long PACKETS = 0;
    private static final long BYTES = 8;
    private static final long DAMAGED = 16;
    private static final long AGAIN = 24;
    private static final long OTHER = 32;
    private static final long LATE = 40;
    private static final long COUNTS_BYTES = 64;

    private final MemorySegment configuration;
    private final MemorySegment counts;
    private final MemorySegment samples;
    private final MemorySegment sentAt;
    private final MemorySegment ports;
    private final Duration grace;
    private final XdpLink link;

    /** With the grace for a router of this host, 2 ms. */
    public XdpSink(TrafficPrograms programs, Port port) {
        this(programs, port, GRACE);
    }

    /**
     * Attaches it, in the driver if that can be.
     *
     * <p><b>Errors.</b> NativeException if it cannot be attached at all.
     *
     * @param grace as {@link #grace()} has it
     */
    public XdpSink(TrafficPrograms programs, Port port, Duration grace) {
        this.grace = grace;
        configuration = programs.map("sinks");
        counts = programs.map("counts");
        samples = programs.map("samples");
        sentAt = programs.map("sent_at");
        ports = programs.map("ports");
        link = attach(programs.program("sink"), port);
    }

    /** Attaches a program in the namespace of a port. */
    static XdpLink attach(BpfProgram program, Port port) {
        try (HostThread host = new HostThread("attach", port.namespace())) {
            return host.call(() -> {
                int index = NetworkInterfaces.index(port.name());
                try {
                    return program.attach(index, XdpMode.NATIVE);
                } catch (NativeException e) {
                    if (e.errno() != Errno.EOPNOTSUPP && e.errno() != Errno.EINVAL) {
                        throw e;
                    }
                    return program.attach(index, XdpMode.GENERIC);
                }
            });
        }
    }

    /** Whether it runs in the driver; the network stack is slower. */
    XdpMode mode() {
        return link.mode();
    }

    /** Whether to note the source ports that it sees, for tests; costs some nanoseconds a packet. */
    void trackPorts(boolean on) {
        configuration.set(INT, TRACK_PORTS, on ? 1 : 0);
    }

    @Override
    public void arm(Traffic traffic, Endpoints endpoints, Duration late) {
        configuration.set(ADDRESS, DESTINATION, Endpoints.ipv4(endpoints.destination()));
        configuration.set(PORT_NUMBER, PORT, (short) Traffic.PORT);
        configuration.set(INT, MIN_LENGTH, traffic.smallest());
        configuration.set(INT, MAX_LENGTH, traffic.largest());
        configuration.set(INT, SAMPLED, 0);
        configuration.set(LONG, GRACE_NANOS, late.toNanos());
        counts.fill((byte) 0);
        sentAt.fill((byte) 0);
        ports.fill((byte) 0);
    }

    @Override
    public Duration grace() {
        return grace;
    }

    @Override
    public Received read() {
        return new Received(sum(PACKETS), sum(BYTES), sum(DAMAGED), sum(AGAIN), sum(OTHER), sum(LATE));
    }

    private long sum(long offset) {
        long sum = 0;
        for (long at = offset; at < counts.byteSize(); at += COUNTS_BYTES) {
            sum += counts.get(LONG, at);
        }
        return sum;
    }

    /** How many different source ports it has seen. */
    int ports() {
        int seen = 0;
        for (long at = 0; at < ports.byteSize(); at += Long.BYTES) {
            seen += Long.bitCount(ports.get(LONG, at));
        }
        return seen;
    }

    @Override
    public Latency latency(double ofNdr, double rate) {
        Histogram histogram = new Histogram(3);
        long count = Math.min(Integer.toUnsignedLong(configuration.get(INT, SAMPLED)),
                samples.byteSize() / Long.BYTES);
        for (long i = 0; i < count; i++) {
            histogram.recordValue(samples.get(LONG, i * Long.BYTES));
        }
        return new Latency(ofNdr, rate, count, Percentiles.of(histogram), "");
    }

    @Override
    public void close() {
        link.close();
    }
}
