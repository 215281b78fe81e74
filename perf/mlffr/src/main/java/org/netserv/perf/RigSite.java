package org.netserv.perf;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.netserv.perf.result.Calibration;
import org.netserv.perf.rig.MeasuringRig;
import org.netserv.perf.rig.Port;
import org.netserv.perf.router.Configuration;
import org.netserv.perf.router.Guest;
import org.netserv.perf.router.RouterOptions;
import org.netserv.perf.router.RouterSite;
import org.netserv.perf.router.RouterUnderTest;
import org.netserv.perf.router.Routers;
import org.netserv.perf.traffic.DeliberateLoss;
import org.netserv.perf.traffic.Endpoints;
import org.netserv.perf.traffic.Generator;
import org.netserv.perf.traffic.Sink;
import org.netserv.perf.traffic.Traffic;
import org.netserv.perf.traffic.TrafficTools;
import org.netserv.perf.trial.Between;
import org.netserv.perf.trial.Conductor;
import org.netserv.perf.trial.RouterBetween;
import org.netserv.rig.Namespace;
import org.netserv.rig.RigException;

/** Three hosts in network namespaces of this machine. */
final class RigSite implements Site {
    /** Bottom halves are off for so long on the generator's CPU, where the receiver must empty a ring of 256. */
    private static final long BURST_NANOS = 16_000;
    private static final int BURST_PACKETS = 64;
    /** As a NIC that coalesces interrupts for 50 µs; each packet keeps the CPU for some 3 µs more. */
    private static final long SHARED_BURST_NANOS = 50_000;
    private static final int SHARED_BURST_PACKETS = 16;

    private final MeasuringRig rig;
    private final TrafficTools tools;
    private final Generator generator;
    private final Sink sink;
    private final RouterOptions options;
    private final Cpus cpus;
    private Placement placement;

    private RigSite(MeasuringRig rig, TrafficTools tools, RouterOptions options, Cpus cpus, Placement placement) {
        this.rig = rig;
        this.tools = tools;
        this.options = options;
        this.cpus = cpus;
        this.placement = placement;
        this.sink = tools.sink(rig.receiverPort(false));
        this.generator = tools.generator(rig.senderPort(false), placement.generator());
    }

    /**
     * Builds the hosts.
     *
     * <p><b>Errors.</b> {@link RigException} that says what is missing.
     *
     * @param root of the source tree, built
     */
    static RigSite open(Path root, Cpus cpus) {
        Placement placement = Placement.oneCore(cpus);
        MeasuringRig rig = MeasuringRig.create("mlffr", placement);
        TrafficTools tools = null;
        try {
            tools = TrafficTools.open();
            return new RigSite(rig, tools, RouterOptions.of(root), cpus, placement);
        } catch (RuntimeException e) {
            if (tools != null) {
                tools.close();
            }
            rig.close();
            throw e;
        }
    }

    @Override
    public Generator generator() {
        return generator;
    }

    @Override
    public Sink sink() {
        return sink;
    }

    @Override
    public Calibration calibrate(Traffic traffic) {
        return tools.calibrate(rig.senderPort(true), rig.receiverPort(true), placement.generator(), traffic,
                Endpoints.ofRig(true));
    }

    @Override
    public String calibrated() {
        return "Without the router";
    }

    @Override
    public RouterUnderTest open(Rung rung) {
        renew(rung.cores());
        return Routers.open(Configuration.of(rung.configuration()), rung.plane(), RouterSite.of(rig, placement),
                options);
    }

    /**
     * A node with NetMonitor and a guest, whose destinations lie behind the receiver; the node has one core to itself, or all of the
     * router has one.
     *
     * @param cores 1 or 2, see {@link Placement}
     * @param jvm options of its JVM beside those that it is delivered with
     */
    RouterUnderTest openBeside(String plane, int cores, Guest guest, String jvm) {
        renew(cores);
        generator.bursts(SHARED_BURST_NANOS, SHARED_BURST_PACKETS);
        rig.router().ip("route", "add", guest.prefix(), "via", MeasuringRig.RECEIVER_IPV4);
        return Routers.open(Configuration.NET_MONITOR, plane, RouterSite.of(rig, placement),
                options.withGuest(guest).withJvm(jvm));
    }

    /** One that had tables would keep their hooks: nothing takes them out but the end of the namespace. */
    private void renew(int cores) {
        rig.renewRouter();
        placement = cores == 1 ? Placement.oneCore(cpus) : Placement.twoCores(cpus);
        rig.place(placement);
        if (placement.sharesGenerator()) {
            generator.bursts(SHARED_BURST_NANOS, SHARED_BURST_PACKETS);
        } else {
            generator.bursts(BURST_NANOS, BURST_PACKETS);
        }
    }

    /** A router with nothing on it, for what is measured without the ladder's layers. */
    Namespace emptyRouter() {
        renew(1);
        generator.bursts(SHARED_BURST_NANOS, SHARED_BURST_PACKETS);
        return rig.router();
    }

    /** The CPU that the router's packet threads are bound to. */
    int routerCpu() {
        return placement.container();
    }

    /** The host that sends. */
    String sender() {
        return rig.sender().name();
    }

    /** The CPU that the generator is bound to. */
    int generatorCpu() {
        return placement.generator();
    }

    /** Whichever gives up first. */
    @Override
    public double limit(Calibration calibration) {
        return Math.min(calibration.sent(), calibration.received());
    }

    @Override
    public Between between(@Nullable RouterUnderTest router) {
        if (router == null) {
            throw new IllegalArgumentException("router=null");
        }
        return new RouterBetween(rig, router);
    }

    @Override
    public Conductor conductor(Traffic traffic, Between between, double maximum) {
        return new Conductor(generator, sink, between, traffic, Endpoints.ofRig(false), maximum);
    }

    /** The host under test, until the next rung is opened. */
    Namespace router() {
        return rig.router();
    }

    /** Loses every so many packets on the router's way in, where nobody counts: for the proof that this is noticed. */
    DeliberateLoss loseBeforeTheRouter(long every) {
        return tools.lose(new Port(rig.router().name(), MeasuringRig.ROUTER_IN), every);
    }

    @Override
    public void close() {
        // In this order, each whatever becomes of the others.
        try (rig; tools; sink) {
            generator.close();
        }
    }
}
