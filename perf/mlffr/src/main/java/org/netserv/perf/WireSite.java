package org.netserv.perf;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.netserv.perf.result.Calibration;
import org.netserv.perf.rig.Port;
import org.netserv.perf.router.RouterUnderTest;
import org.netserv.perf.traffic.Calibrator;
import org.netserv.perf.traffic.Endpoints;
import org.netserv.perf.traffic.Generator;
import org.netserv.perf.traffic.Sink;
import org.netserv.perf.traffic.Traffic;
import org.netserv.perf.traffic.TrafficTools;
import org.netserv.perf.trial.Between;
import org.netserv.perf.trial.Conductor;
import org.netserv.perf.trial.WireBetween;
import org.netserv.rig.RigException;

/** Two interfaces of this host, and a router behind them that is in somebody else's hands. */
final class WireSite implements Site {
    private static final int PROBE_PACKETS = 256;
    private static final double PROBE_RATE = 10_000;
    private static final long LOOK_NANOS = 1_000_000;

    /** For residual frames. <b>Source.</b> RFC 2544 §23. */
    private static final Duration RESIDUAL = Duration.ofSeconds(2);

    private final FarSide far;
    private final TrafficTools tools;
    private final Sink sink;
    private final Generator generator;

    private WireSite(FarSide far, TrafficTools tools, Sink sink, Generator generator) {
        this.far = far;
        this.tools = tools;
        this.sink = sink;
        this.generator = generator;
    }

    /**
     * Finds a generator whose packets arrive.
     *
     * <p><b>Errors.</b> {@link RigException} if none does.
     *
     * @param cpu that it runs on
     */
    static WireSite open(FarSide far, int cpu, Traffic traffic) {
        TrafficTools tools = TrafficTools.open();
        Sink sink = null;
        try {
            sink = tools.sink(Port.here(far.receiver()), RESIDUAL);
            return new WireSite(far, tools, sink, arriving(tools, sink, far, cpu, traffic));
        } catch (RuntimeException e) {
            if (sink != null) {
                sink.close();
            }
            tools.close();
            throw e;
        }
    }

    /** Many a driver cannot send what an XDP program redirects, and says so nowhere but in what does not arrive. */
    private static Generator arriving(TrafficTools tools, Sink sink, FarSide far, int cpu,
            Traffic traffic) {
        for (boolean portable : new boolean[]{false, true}) {
            Generator generator = portable ? tools.portableGenerator(Port.here(far.sender()), cpu)
                    : tools.generator(Port.here(far.sender()), cpu);
            generator.use(traffic, far.endpoints());
            sink.arm(traffic, far.endpoints());
            generator.send(PROBE_PACKETS, PROBE_RATE);
            if (arrives(sink)) {
                return generator;
            }
            generator.close();
        }
        throw new RigException("nothing of what " + far.sender() + " sends arrives at " + far.receiver()
                + ": is the far side set up as shown above?");
    }

    private static boolean arrives(Sink sink) {
        long start = System.nanoTime();
        while (sink.read().packets() == 0 && System.nanoTime() - start < RESIDUAL.toNanos()) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return sink.read().packets() > 0;
    }

    @Override
    public Generator generator() {
        return generator;
    }

    @Override
    public Sink sink() {
        return sink;
    }

    /** What is sent is what the generator can do, whatever arrives. */
    @Override
    public Calibration calibrate(Traffic traffic) {
        return Calibrator.measure(generator, sink, traffic, far.endpoints());
    }

    @Override
    public double limit(Calibration calibration) {
        return calibration.sent();
    }

    @Override
    public String calibrated() {
        return "Through the router, as fast as the sender can";
    }

    @Override
    public @Nullable RouterUnderTest open(Rung rung) {
        return null;
    }

    @Override
    public Between between(@Nullable RouterUnderTest router) {
        return new WireBetween(far.sender(), far.receiver());
    }

    @Override
    public Conductor conductor(Traffic traffic, Between between, double maximum) {
        Endpoints endpoints = far.endpoints();
        return new Conductor(generator, sink, between, traffic, endpoints, maximum);
    }

    @Override
    public void close() {
        generator.close();
        sink.close();
        tools.close();
    }
}
