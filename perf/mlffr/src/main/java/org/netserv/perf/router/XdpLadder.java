package org.netserv.perf.router;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.netserv.perf.rig.MeasuringRig;

/**
 * The plane over AF_XDP. C program and node have the same XDP program, sockets and rings, and the same filter in the program: that of
 * a node for a module. What leaves them does so by a ring: none of it meets Netfilter.
 *
 * <p>Neither has packets pass when it is kept from its work: that would turn loss into forwarding.
 */
final class XdpLadder implements LadderPlane {
    private static final String PROGRAM = "xdp_container";
    private static final String OBJECT = "netserv_xdp.bpf.o";
    private static final Yardstick YARDSTICK = new Yardstick(PROGRAM, List.of("received", "forwarded", "receive-calls",
            "no-egress", "no-metadata", "ring-full", "failed-sends"), Set.of("no-egress", "no-metadata", "ring-full"));

    private static final String MODE = "native";
    /** As many as the node has by default. */
    private static final int RING = 2048;
    private static final int FRAMES = 4096;

    @Override
    public String name() {
        return "xdp";
    }

    @Override
    public Container openYardstick(RouterSite site, RouterOptions options, Path folder) {
        YardstickProcess container = YardstickProcess.start(site, options, folder, YARDSTICK,
                List.of("--object", options.yardsticks().resolve(OBJECT).toAbsolutePath().toString(), "--interface",
                        MeasuringRig.ROUTER_IN, "--interface", MeasuringRig.ROUTER_OUT, "--ring",
                        Integer.toString(RING), "--frames", Integer.toString(FRAMES)));
        try {
            XdpTraffic.lead(container, site);
            return container;
        } catch (RuntimeException e) {
            container.close();
            throw e;
        }
    }

    @Override
    public boolean hasFastPath() {
        return true;
    }

    @Override
    public Map<String, String> nodeOptions(RouterSite site, RouterOptions options, boolean fastPath) {
        return Map.of("interfaces", MeasuringRig.ROUTER_IN + "," + MeasuringRig.ROUTER_OUT, "queues", "1", "cpus",
                Integer.toString(site.placement().container()), "mode", MODE, "ring-size", Integer.toString(RING),
                "frames", Integer.toString(FRAMES), "fast-path", fastPath ? "forward" : "pass", "bypass-netfilter",
                "yes");
    }

    @Override
    public Pattern packetThreads() {
        return Pattern.compile("netserv-xdp-[0-9]+");
    }

    @Override
    public Pattern receivedCounter() {
        return Pattern.compile("xdp\\.[wq][0-9]+\\.received");
    }

    @Override
    public Pattern lossCounter() {
        return Pattern.compile("xdp\\.(w[0-9]+\\.(dropped|replied)|[wq][0-9]+\\.lost\\..*)");
    }

    @Override
    public void leadToNode(RouterSite site, RouterOptions options, Container node) {
        XdpTraffic.lead(node, site);
    }

    /** What a container had in the kernel goes with it. */
    @Override
    public void clear(RouterSite site) {}

    @Override
    public Junction junction(RouterOptions options, Path net, Container container) {
        XdpTraffic.neverPass(container);
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("xdp", MODE);
        settings.put("ring size", Integer.toString(RING));
        settings.put("frames", Integer.toString(FRAMES));
        return XdpRings.of(container, settings);
    }
}
