package org.netserv.perf.router;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/** What the ladder has to know of a forwarding plane. Another plane is another class of this kind. */
interface LadderPlane {

    /** Its name, also in the node's configuration. */
    String name();

    /** Starts the container without Java, and leads the traffic through it. */
    Container openYardstick(RouterSite site, RouterOptions options, Path folder);

    /** Whether its part in the kernel can send packets on by itself. */
    boolean hasFastPath();

    /** Options of the plane in the node's configuration. */
    Map<String, String> nodeOptions(RouterSite site, RouterOptions options, boolean fastPath);

    /** Names of the node's packet threads. */
    Pattern packetThreads();

    /** Counter of the node's, packets that came to it; one for each packet thread. */
    Pattern receivedCounter();

    /** Counters of the node's, packets that it took and did not let pass. */
    Pattern lossCounter();

    /** Leads the traffic through a node without modules, just as the node would if one wanted it. */
    void leadToNode(RouterSite site, RouterOptions options, Container node);

    /** Takes back what was put into the kernel's tables. */
    void clear(RouterSite site);

    /**
     * What is between the kernel and a container that takes packets.
     *
     * @param net {@code /proc/PID/net} of a process that lives in the router's namespace
     */
    Junction junction(RouterOptions options, Path net, Container container);
}
