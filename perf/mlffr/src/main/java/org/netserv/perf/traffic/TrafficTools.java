package org.netserv.perf.traffic;

import java.time.Duration;
import org.netserv.ffi.Probe;
import org.netserv.ffi.Probes;
import org.netserv.perf.result.Calibration;
import org.netserv.perf.rig.Port;
import org.netserv.rig.RigException;

/**
 * The programs that send and count, and the best generator that this kernel can carry.
 *
 * <p><b>Ownership.</b> To be closed after the generators and sinks that it made.
 */
public final class TrafficTools implements AutoCloseable {

    private final TrafficPrograms programs;
    private final boolean liveFrames;

    private TrafficTools(TrafficPrograms programs, boolean liveFrames) {
        this.programs = programs;
        this.liveFrames = liveFrames;
    }

    /**
     * Loads the programs.
     *
     * <p><b>Errors.</b> {@link RigException} with what is missing, where BPF cannot be had: the receiver counts with it.
     */
    public static TrafficTools open() {
        Probe bpf = Probes.bpf();
        if (!(bpf instanceof Probe.Supported)) {
            throw new RigException("the receiver needs BPF to count packets: " + reason(bpf));
        }
        return new TrafficTools(TrafficPrograms.load(), Probes.liveFrames() instanceof Probe.Supported);
    }

    private static String reason(Probe probe) {
        return switch (probe) {
            case Probe.Supported _ -> "";
            case Probe.Unsupported missing -> missing.missing() + " is missing: " + missing.cure();
            case Probe.Unavailable unavailable -> unavailable.why();
        };
    }

    /** A generator at an interface. */
    public Generator generator(Port port, int cpu) {
        return liveFrames ? new LiveFrameGenerator(programs, port, cpu) : portableGenerator(port, cpu);
    }

    /** A generator at an interface whose driver cannot send what XDP programs redirect. */
    public Generator portableGenerator(Port port, int cpu) {
        return new PacketSocketGenerator(programs, port, cpu);
    }

    /** A sink at an interface, for a router of this host. */
    public Sink sink(Port port) {
        return new XdpSink(programs, port);
    }

    /** A sink at an interface that counts as late what arrives so long after the last packet left. */
    public Sink sink(Port port, Duration grace) {
        return new XdpSink(programs, port, grace);
    }

    /** Drops every so many measured packets at an interface, and tells nobody. */
    public DeliberateLoss lose(Port port, long every) {
        return new DeliberateLoss(programs, port, every);
    }

    /** What can be sent and received over a link without a router. */
    public Calibration calibrate(Port from, Port to, int cpu, Traffic traffic, Endpoints endpoints) {
        try (Generator generator = generator(from, cpu); Sink sink = sink(to)) {
            return Calibrator.measure(generator, sink, traffic, endpoints);
        }
    }

    @Override
    public void close() {
        programs.close();
    }
}
