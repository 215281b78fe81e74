package org.netserv.cli.demo;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.netserv.rig.Received;
import org.netserv.rig.Rig;
import org.netserv.rig.Running;
import org.netserv.rig.UdpSender;
import org.netserv.rig.UdpSink;
import org.netserv.rig.Waiting;

/** The node dies under traffic: what it held in its queues is lost, nothing else, and the router is a plain one. */
final class KillStep {

    private static final int DATAGRAMS = 6000;
    private static final int PACKETS_PER_SECOND = 2000;
    /** Dies when that many have come through it. */
    private static final int UNTIL = DATAGRAMS / 3;
    private static final int KEEP_ALIVES = 100;
    private static final int MARKER_PORT = 6999;
    private static final byte[] MARKER = "end".getBytes(StandardCharsets.US_ASCII);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final DemoSite site;
    private final Figures figures;

    KillStep(DemoSite site, Figures figures) {
        this.site = site;
        this.figures = figures;
    }

    void run() {
        figures.step("kill", "kill -9 of the node under traffic, and its successor, which has its modules again");
        install();
        long ways = FirewallState.of(site.router()).ways();
        kill();
        atServer("keep-alives at the server, IPv4", Family.IPV4);
        atServer("keep-alives at the server, IPv6", Family.IPV6);
        restart(ways);
        remove();
        end();
    }

    private void install() {
        for (DemoModule module : List.of(DemoModule.NET_MONITOR, DemoModule.KEEP_ALIVE)) {
            FigureLine line = figures.line("SETUP " + module.title());
            site.install(line, module);
            line.done();
        }
    }

    private void kill() {
        UdpSender monitored = sender(DemoModule.MONITORED_PORT);
        UdpSender plain = sender(DemoModule.PLAIN_PORT);
        try (UdpSink monitoredSink = UdpSink.start(site.server(), Rig.SERVER_IPV4, DemoModule.MONITORED_PORT);
                UdpSink plainSink = UdpSink.start(site.server(), Rig.SERVER_IPV4, DemoModule.PLAIN_PORT);
                Running first = monitored.start(site.user());
                Running second = plain.start(site.user())) {
            Waiting.until(() -> monitoredSink.received().packets() >= UNTIL, TIMEOUT);
            site.node().kill();
            long before = monitoredSink.received().packets();
            monitored.replies(first, TIMEOUT);
            plain.replies(second, TIMEOUT);
            figures.line("kill -9").figure("datagrams to each port", DATAGRAMS)
                    .within("through the node before", before, UNTIL, DATAGRAMS - 1)
                    .holds("dead", !site.node().isAlive()).done();
            lost("UDP that NetMonitor saw", monitoredSink, DemoModule.MONITORED_PORT, DemoSite.QUEUE_LENGTH);
            lost("UDP that no module wants", plainSink, DemoModule.PLAIN_PORT, 0);
        }
    }

    private static UdpSender sender(int port) {
        return UdpSender.to(Rig.USER_IPV4, Rig.SERVER_IPV4, port).withCount(DATAGRAMS, PACKETS_PER_SECOND);
    }

    /** What waited for the node is one run of numbers, or as many as the plane says; whatever else were lost would be another. */
    private void lost(String what, UdpSink sink, int port, int atMost) {
        // What left before this one, on the same way, has arrived before it.
        UdpSender.to(Rig.USER_IPV4, Rig.SERVER_IPV4, port).withLocalPort(MARKER_PORT).withPayload(MARKER)
                .send(site.user());
        boolean marked = Waiting.until(() -> isMarked(sink.received()), TIMEOUT);
        Received received = sink.received();
        FigureLine line = figures.line(what).figure("sent", DATAGRAMS).figure("received", received.distinct())
                .within("lost", DATAGRAMS - received.distinct(), 0, atMost);
        if (atMost > 0) {
            line.figure("the queue holds", atMost);
        }
        line.within("gaps", received.gaps(), 0, atMost == 0 ? 0 : site.gapsOfAKill())
                .check("twice", received.packets() - 1 - received.distinct(), 0)
                .check("dropped by receivers", site.droppedByReceivers(), 0).holds("complete", marked).done();
    }

    private static boolean isMarked(Received received) {
        return received.sources().containsKey(Rig.USER_IPV4 + " " + MARKER_PORT);
    }

    private void atServer(String what, Family family) {
        FigureLine line = figures.line(what);
        site.sip().expectServer(line, family, SipScenario.KEEP_ALIVE, KEEP_ALIVES);
        line.done();
    }

    private void restart(long ways) {
        FirewallState before = site.firewallBefore();
        FigureLine left = figures.line("what the dead node left in the kernel");
        long lines = FirewallState.of(site.router()).beyond(before);
        if (site.leavesRules()) {
            left.within("lines", lines, 1, Integer.MAX_VALUE).done();
        } else {
            left.check("lines", lines, 0).done();
        }
        long requests = site.httpRequests();
        long start = System.nanoTime();
        site.startNode();
        figures.line("a new node has its modules").millis("started in", System.nanoTime() - start)
                .expect("ways to the node", FirewallState.of(site.router()).ways(), ways)
                .expect("PROBE KeepAlive", site.probe(DemoModule.KEEP_ALIVE), 200)
                .expect("PROBE NetMonitor", site.probe(DemoModule.NET_MONITOR), 200)
                .check("fetched", site.httpRequests() - requests, 0).done();
        FigureLine line = figures.line("keep-alives at the router");
        site.sip().expectRouter(line, Family.IPV4, SipScenario.KEEP_ALIVE, KEEP_ALIVES);
        line.done();
    }

    private void remove() {
        for (DemoModule module : List.of(DemoModule.NET_MONITOR, DemoModule.KEEP_ALIVE)) {
            FigureLine line = figures.line("REMOVE " + module.title());
            site.remove(line, module);
            line.done();
        }
    }

    private void end() {
        FirewallState before = site.firewallBefore();
        int exit = site.node().stop();
        FirewallState after = FirewallState.of(site.router());
        figures.line("its end").figure("exit", exit).expect("rules left", after.beyond(before), 0)
                .check("rules taken away", before.beyond(after), 0).done();
        atServer("keep-alives at the server at last", Family.IPV4);
    }
}
