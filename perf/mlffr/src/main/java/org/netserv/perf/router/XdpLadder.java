package org.netserv.perf.router;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.netserv.rig.RigException;

/**
 * The plane over AF_XDP. Its XDP program brings the node what a module wants and nothing else, so that there is no node
 * without a module to measure, and there is no C program.
 *
 * <p>What sockets lose the kernel counts for each, where only the node can ask: its counters have it within a second.
 */
final class XdpLadder implements LadderPlane {

    @Override
    public String name() {
        return "xdp";
    }

    @Override
    public Container openYardstick(RouterSite site, RouterOptions options, Path folder) {
        throw new RigException("there is no C program for the plane xdp: leave configuration 3 out");
    }

    @Override
    public Map<String, String> nodeOptions(RouterSite site, RouterOptions options) {
        return Map.of("queues", "1", "cpus", Integer.toString(site.placement().container()), "mode", "native");
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
        return Pattern.compile("xdp\\.(w[0-9]+\\.(dropped|replied|lost\\..*)"
                + "|kernel\\.(receive-ring-full|fill-ring-empty|dropped))");
    }

    @Override
    public void leadToNode(RouterSite site, RouterOptions options) {
        throw new RigException(
                "the plane xdp brings a node what a module wants, and nothing else: leave configuration 4 out");
    }

    /** What the node had in the kernel goes with it. */
    @Override
    public void clear(RouterSite site) {}

    @Override
    public Backlog backlog(Path net) {
        return new Backlog(Map.of(), 0);
    }
}
