package org.netserv.perf.router;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.netserv.perf.Cpus;
import org.netserv.perf.Placement;
import org.netserv.perf.rig.MeasuringRig;
import org.netserv.perf.traffic.Endpoints;
import org.netserv.perf.traffic.LiveFrameGenerator;
import org.netserv.perf.traffic.Traffic;
import org.netserv.perf.traffic.TrafficPrograms;
import org.netserv.perf.traffic.XdpSink;
import org.netserv.rig.Exec;
import org.netserv.rig.Waiting;

/** A rig with traffic, for tests of routers: slow enough for any machine. */
final class Site implements AutoCloseable {

    static final RouterOptions OPTIONS = RouterOptions.of(Path.of(System.getProperty("netserv.root")));

    private static final Duration QUIET = Duration.ofSeconds(10);
    private static final int PACKETS_PER_SECOND = 20_000;
    private static final Placement PLACEMENT = Placement.oneCore(Cpus.ofThisProcess());

    private final MeasuringRig rig = MeasuringRig.create("router", PLACEMENT);
    private final TrafficPrograms programs = TrafficPrograms.load();
    private final XdpSink sink = new XdpSink(programs, rig.receiverPort(false));
    private final LiveFrameGenerator generator = new LiveFrameGenerator(programs, rig.senderPort(false),
            PLACEMENT.generator());

    Site() {
        Exec.run(List.of("make", "-C", System.getProperty("netserv.root") + "/perf/native")).orThrow();
    }

    MeasuringRig rig() {
        return rig;
    }

    RouterUnderTest open(int configuration, RouterOptions options) {
        return open("nfqueue", configuration, options);
    }

    RouterUnderTest open(String plane, int configuration, RouterOptions options) {
        return Routers.open(Configuration.of(configuration), plane, RouterSite.of(rig, PLACEMENT), options);
    }

    /** Sends SIP keep-alives; when it returns, all are on the wire. */
    void send(long packets) {
        Traffic traffic = Traffic.named("340");
        Endpoints endpoints = Endpoints.ofRig(false);
        sink.arm(traffic, endpoints);
        generator.use(traffic, endpoints);
        generator.send(packets, PACKETS_PER_SECOND);
    }

    /** Sends, and waits until every packet has arrived or is known to be lost: others may use this machine, too. */
    Passed exchange(RouterUnderTest router, long packets) {
        Map<String, Long> before = losses(router);
        send(packets);
        Waiting.until(() -> passed(router, before).lostPackets() + sink.read().packets() >= packets
                && router.inFlight() == 0, QUIET);
        return passed(router, before);
    }

    private Passed passed(RouterUnderTest router, Map<String, Long> before) {
        return new Passed(sink.read().packets(), difference(before, losses(router)));
    }

    /** Where packets ended. */
    record Passed(long received, Map<String, Long> lost) {

        long lostPackets() {
            return lost.values().stream().mapToLong(Long::longValue).sum();
        }

        /** Those that the router sent on, whether or not the receiver had room for them. */
        long leftRouter() {
            return received + lost.getOrDefault("receiver-ring", 0L);
        }
    }

    /** Waits until so many of the last packets sent have arrived; how many have. */
    long awaitReceived(long packets) {
        Waiting.until(() -> sink.read().packets() >= packets, QUIET);
        return sink.read().packets();
    }

    /** What was lost anywhere between two moments, where it was more than nothing. */
    static Map<String, Long> difference(Map<String, Long> before, Map<String, Long> after) {
        Map<String, Long> difference = new TreeMap<>();
        after.forEach((place, count) -> {
            long lost = count - before.getOrDefault(place, 0L);
            if (lost != 0) {
                difference.put(place, lost);
            }
        });
        return difference;
    }

    /** Losses of router and rig. */
    Map<String, Long> losses(RouterUnderTest router) {
        Map<String, Long> losses = new TreeMap<>(router.losses());
        losses.putAll(rig.losses());
        return losses;
    }

    @Override
    public void close() {
        generator.close();
        sink.close();
        programs.close();
        rig.close();
    }
}
