package org.netserv.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netserv.node.message.Answer;
import org.netserv.rig.HttpFiles;
import org.netserv.rig.Namespace;
import org.netserv.rig.Rig;
import org.netserv.rig.UdpInbox;

/**
 * What the demo plays on: three hosts, the publisher's HTTP server and visualizer on the server, the node on the router.
 *
 * <p><b>Ownership.</b> {@link #close} ends and removes all of it.
 */
final class DemoSite implements AutoCloseable {

    /** Packets that may wait for the node's verdict in each queue: what its death may cost at most. */
    static final int QUEUE_LENGTH = 1024;
    /** Packet threads, and with them queues. */
    static final int QUEUES = 2;
    /** Where the node is asked for metrics, in the router's namespace. */
    static final int METRICS_PORT = 9464;

    private static final int HTTP_PORT = 8080;
    private static final int HOSTILE_HTTP_PORT = 8081;
    private static final Duration LIFE = Duration.ofMinutes(5);

    private final Rig rig;
    private final WorkFolder work;
    private final Path home;
    private final String plane;
    private final Publisher publisher;
    private final HttpFiles http;
    private final HttpFiles hostile;
    private final MonitorReports reports;
    private final SipRounds rounds;
    private final FirewallState firewall;
    private @Nullable NodeProcess node;

    private DemoSite(Rig rig, WorkFolder work, Path home, String plane) throws IOException {
        this.rig = rig;
        this.work = work;
        this.home = home;
        this.plane = plane;
        this.publisher = Publisher.create(Publisher.NAME, work.resolve("publisher.pub"));
        // A rule of the operator's, which no node may touch.
        rig.router().exec("iptables", "-w", "-t", "mangle", "-A", "PREROUTING", "-p", "tcp", "--dport", "9", "-m",
                "comment", "--comment", "operator", "-j", "ACCEPT").orThrow();
        this.firewall = FirewallState.of(rig.router());
        this.rounds = new SipRounds(rig, work);
        this.http = HttpFiles.start(rig.server(), Rig.SERVER_IPV4, HTTP_PORT, home.resolve("modules"));
        Path modules = Files.createDirectory(hostileFolder());
        HostileModules.write(modules);
        this.hostile = HttpFiles.start(rig.server(), Rig.SERVER_IPV4, HOSTILE_HTTP_PORT, modules);
        this.reports = new MonitorReports(
                UdpInbox.start(rig.server(), Rig.SERVER_IPV4, DemoModule.VISUALIZER_PORT));
    }

    /**
     * Builds hosts, keys and configuration; no node runs yet.
     *
     * @param home the distribution's folder
     * @param plane the forwarding plane's name
     */
    static DemoSite create(Path home, String plane) throws IOException {
        WorkFolder work = WorkFolder.create();
        Rig rig = null;
        try {
            rig = Rig.create("demo");
            DemoSite site = new DemoSite(rig, work, home, plane);
            Files.writeString(site.configuration(), site.xml());
            return site;
        } catch (IOException | RuntimeException e) {
            if (rig != null) {
                rig.close();
            }
            work.close();
            throw e;
        }
    }

    /** The node's configuration, which holds from its next start on. */
    Path configuration() {
        return work.resolve("netserv.xml");
    }

    private String xml() {
        return """
                <netserv node-id="router" state="state">
                  <control socket="control.sock"/>
                  %s
                  <metrics port="%d"/>
                  <user name="%s" public-key="publisher.pub">
                    <prefix>10.0.2.0/24</prefix>
                    <prefix>fd00:2::/64</prefix>
                    <send-to prefix="%s/32" port="%d"/>
                  </user>
                </netserv>
                """.formatted(planeXml(), METRICS_PORT, Publisher.NAME, Rig.SERVER_IPV4,
                DemoModule.VISUALIZER_PORT);
    }

    /** Whether rules stay behind, without effect, when the node is killed. An XDP program is the process's, and goes with it. */
    boolean leavesRules() {
        return !"xdp".equals(plane);
    }

    /**
     * In how many runs packets may be lost when the node is killed. What waits in a queue, or in a ring, is one. A veth that
     * its XDP program leaves frees what its own ring holds at that instant, a moment after packets have begun to pass.
     */
    int gapsOfAKill() {
        return "xdp".equals(plane) ? 2 : 1;
    }

    /** The plane with what holds up to {@link #QUEUE_LENGTH} packets for each of its threads. */
    private String planeXml() {
        return switch (plane) {
            case "xdp" -> """
                    <plane name="xdp">
                        <option name="interfaces" value="%s,%s"/>
                        <option name="ring-size" value="%d"/>
                        <option name="bypass-netfilter" value="yes"/>
                      </plane>""".formatted(Rig.ROUTER_USER_INTERFACE, Rig.ROUTER_SERVER_INTERFACE, QUEUE_LENGTH);
            default -> """
                    <plane name="%s">
                        <option name="queues" value="%d"/>
                        <option name="queue-length" value="%d"/>
                      </plane>""".formatted(plane, QUEUES, QUEUE_LENGTH);
        };
    }

    Namespace user() {
        return rig.user();
    }

    Namespace router() {
        return rig.router();
    }

    Namespace server() {
        return rig.server();
    }

    Publisher publisher() {
        return publisher;
    }

    SipRounds sip() {
        return rounds;
    }

    MonitorReports reports() {
        return reports;
    }

    /** Requests that the publisher's HTTP server has had. */
    long httpRequests() {
        return http.requests();
    }

    /** The router's rules before any node ran. */
    FirewallState firewallBefore() {
        return firewall;
    }

    /** Starts a node. */
    NodeProcess startNode() {
        return startNode(rig.router()::start);
    }

    /** The same, where it may make control groups on the host. If it is killed it leaves them behind. */
    NodeProcess startNodeWithControlGroups() {
        return startNode(rig.router()::startWithSysOfHost);
    }

    /** The same, started in some other way. */
    NodeProcess startNode(NodeProcess.Launcher router) {
        NodeProcess started = NodeProcess.start(router, home, configuration(), work.resolve("control.sock"));
        node = started;
        return started;
    }

    /** The node that was started last. */
    NodeProcess node() {
        if (node == null) {
            throw new IllegalStateException("no node was started");
        }
        return node;
    }

    /** Where the node keeps what must outlast it. */
    Path state() {
        return work.resolve("state");
    }

    /** What the hostile publisher's HTTP server serves. */
    Path hostileFolder() {
        return work.resolve("hostile");
    }

    /** What that node has printed last; empty if there is none. */
    String nodeLog() {
        return node == null ? "" : node.log();
    }

    String url(DemoModule module) {
        return http.uri(module.jar()).toString();
    }

    String hostileUrl(DemoModule module) {
        return hostile.uri(module.jar()).toString();
    }

    /** Installs a module for longer than the demo lasts; the line says how long that took. */
    void install(FigureLine line, DemoModule module) {
        install(line, module, LIFE, Map.of());
    }

    /** Installs a module. */
    void install(FigureLine line, DemoModule module, Duration ttl, Map<String, String> more) {
        long start = System.nanoTime();
        expect(line, node().control().send(publisher.setup(module, url(module), ttl, more)), 200);
        line.millis("took", System.nanoTime() - start);
    }

    /** Removes a module. */
    void remove(FigureLine line, DemoModule module) {
        expect(line, node().control().send(publisher.remove(module)), 200);
    }

    /** The code that a PROBE of the module gets. */
    int probe(DemoModule module) {
        return node().control().send(publisher.probe(module)).code().code();
    }

    /** Expects a code of an answer; a refusal gets the node's sentence below it. */
    static void expect(FigureLine line, Answer answer, int code) {
        line.expect("code", answer.code().code(), code);
        if (!answer.code().isSuccess()) {
            line.note("detail", answer.detail());
        }
    }

    /** Datagrams that the server's sockets had no room for: lost by a receiver that is too slow, not on the way. */
    long droppedByReceivers() {
        List<String[]> udp = rig.server().exec("cat", "/proc/net/snmp").orThrow().stdout().lines()
                .filter(line -> line.startsWith("Udp:")).map(line -> line.split(" ", -1)).toList();
        int column = Arrays.asList(udp.getFirst()).indexOf("RcvbufErrors");
        return Long.parseLong(udp.getLast()[column]);
    }

    /** Has the router hide the user behind its own address, or no longer. */
    void masquerade(boolean on) {
        for (Family family : Family.values()) {
            rig.router().exec(family.iptables(), "-w", "-t", "nat", on ? "-A" : "-D", "POSTROUTING", "-o",
                    Rig.ROUTER_SERVER_INTERFACE, "-j", "MASQUERADE").orThrow();
        }
    }

    @Override
    public void close() throws IOException {
        if (node != null) {
            node.close();
        }
        rig.close();
        work.close();
    }
}
