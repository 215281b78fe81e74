package org.netserv.perf.router;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The plane over netfilter queues. C program and node get one queue, and the same rules before it: those of the node. Where it
 * tries a module the node has another one.
 *
 * <p>Neither lets packets pass when its queue is full or it is gone: that would turn loss into forwarding.
 */
final class NfQueueLadder implements LadderPlane {

    /** The number that the node takes by default. */
    static final int QUEUE = 0x4e53;
    /** Where the node has modules' packets come at first. */
    private static final int QUARANTINE = QUEUE + 1;

    /** It accepts all that it takes. */
    private static final Yardstick YARDSTICK = new Yardstick("nfqueue_container", List.of("received", "verdicts",
            "receive-calls", "overruns", "malformed", "netlink-errors", "failed-sends"), Set.of());

    private static final String CHAIN = "NETSERV";
    private static final String MARK = "0x4e53";
    /** The node's rules are for both families. */
    private static final Path IPV6 = Path.of("/proc/net/if_inet6");

    @Override
    public String name() {
        return "nfqueue";
    }

    @Override
    public Container openYardstick(RouterSite site, RouterOptions options, Path folder) {
        YardstickProcess container = YardstickProcess.start(site, options, folder, YARDSTICK,
                List.of("--queue", Integer.toString(QUEUE), "--queue-length", Integer.toString(options.queueLength()),
                        "--receive-buffer", Integer.toString(options.receiveBuffer())));
        try {
            Firewall.load(site.router(), """
                    *mangle
                    :%1$s - [0:0]
                    -A PREROUTING -m comment --comment netserv -j %1$s
                    -A %1$s -m mark --mark %2$s -j RETURN
                    %3$s
                    COMMIT
                    """.formatted(CHAIN, MARK, queueRule(CHAIN, site)));
            return container;
        } catch (RuntimeException e) {
            container.close();
            throw e;
        }
    }

    @Override
    public boolean hasFastPath() {
        return false;
    }

    @Override
    public Map<String, String> nodeOptions(RouterSite site, RouterOptions options, boolean fastPath) {
        return Map.of("queues", "1", "first-queue", Integer.toString(QUEUE), "cpus",
                Integer.toString(site.placement().container()), "queue-length",
                Integer.toString(options.queueLength()), "receive-buffer", Integer.toString(options.receiveBuffer()),
                "fail-open", "no", "bypass", "no", "mark", MARK);
    }

    @Override
    public Pattern packetThreads() {
        return Pattern.compile("netserv-nfq-[0-9]+");
    }

    @Override
    public Pattern receivedCounter() {
        return Pattern.compile("nfqueue\\.w[0-9]+\\.received");
    }

    @Override
    public Pattern lossCounter() {
        return Pattern.compile("nfqueue\\.w[0-9]+\\.(dropped|replied)");
    }

    /** Behind the jump to the node's chain, whose rules the node keeps as they should be; {@link #clear} takes it away. */
    @Override
    public void leadToNode(RouterSite site, RouterOptions options, Container node) {
        Firewall.load(site.router(), """
                *mangle
                %s
                COMMIT
                """.formatted(queueRule("PREROUTING", site)));
    }

    @Override
    public void clear(RouterSite site) {
        for (String table : new String[]{"mangle", "raw"}) {
            Firewall.clear(site.router(), "iptables", table);
            if (Files.exists(IPV6)) {
                Firewall.clear(site.router(), "ip6tables", table);
            }
        }
    }

    @Override
    public Junction junction(RouterOptions options, Path net, Container container) {
        return new NetfilterQueues(net, List.of(QUEUE, QUARANTINE), options);
    }

    /** As the node writes it for a filter of destination, protocol and port. */
    private static String queueRule(String chain, RouterSite site) {
        return "-A %s -d %s -p 17 --dport %d -m comment --comment netserv -j NFQUEUE --queue-num %d"
                .formatted(chain, site.destinations(), site.port(), QUEUE);
    }
}
