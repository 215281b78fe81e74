package org.netserv.cli.signaling;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.netserv.node.config.Configuration;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.net.IpAddress;
import org.netserv.node.path.PacketPath;
import org.netserv.node.plane.ForwardingPlane;
import org.netserv.node.plane.PlaneException;
import org.netserv.node.plane.PlaneGroup;
import org.netserv.node.plane.PlanePlan;
import org.netserv.signaling.api.Nslp;
import org.netserv.signaling.engine.Engine;
import org.netserv.signaling.engine.Settings;
import org.netserv.signaling.machine.Backoff;
import org.netserv.signaling.transport.GistNode;

/** Signaling on a router of a {@link Chain}, with a plane that takes it off the path. */
final class PathNode implements AutoCloseable {
    private static final int TCP = 30_000;

    private final PacketPath path;
    private final PlaneGroup plane;
    private final NodeCounters counters = NodeCounters.inMemory();
    private final Path folder = Files.createTempDirectory("netserv-gist");
    private final GistNode gist;

    PathNode(Chain chain, int host, String planeName, Nslp nslp) throws Exception {
        Settings settings = Settings.of(List.of(Chain.address(host - 1, 2, true), Chain.address(host, 1, true),
                Chain.address(host - 1, 2, false), Chain.address(host, 1, false)).stream().map(IpAddress::parse)
                .toArray(IpAddress[]::new)).withPorts(Settings.UDP_PORT, TCP, 0)
                .withTimes(Backoff.DEFAULT, 2_000, 3_000, 60_000);
        PlanePlan plan = PlanePlan.of(List.of(new Configuration.Plane(planeName,
                Map.of("namespace", chain.host(host).name(), "interfaces", "left0,right0")))).fitted();
        ForwardingPlane.Workers workers = plan.workers();
        path = new PacketPath(workers.shared(), workers.quarantine(), List.of(), counters);
        plane = plan.open(path, counters, folder);
        plane.start();
        gist = chain.on(host, () -> GistNode.onPath(settings, GistNode.NO_ROUTER_ALERT, null).host(nslp));
        var taps = gist.intercept(path.workers(), counters);
        chain.on(host, gist::start);
        path.signaling(taps, plane);
    }

    GistNode gist() {
        return gist;
    }

    String planeName() {
        return plane.name();
    }

    /** Of all packet threads. */
    long count(String name) {
        return counters.snapshot().entrySet().stream()
                .filter(each -> each.getKey().matches("signaling\\.w\\d+\\." + name)).mapToLong(Map.Entry::getValue)
                .sum();
    }

    long ask(ToLongFunction<Engine> question) throws InterruptedException {
        long[] answer = new long[1];
        CountDownLatch done = new CountDownLatch(1);
        gist.call(engine -> {
            answer[0] = question.applyAsLong(engine);
            done.countDown();
        });
        done.await();
        return answer[0];
    }

    @Override
    public void close() throws PlaneException, IOException {
        path.signaling(null, plane);
        plane.close();
        gist.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
