package org.netserv.cli.demo;

import java.time.Duration;
import java.util.List;
import org.netserv.rig.Received;
import org.netserv.rig.Rig;
import org.netserv.rig.UdpSender;
import org.netserv.rig.UdpSink;
import org.netserv.rig.Waiting;

/** What is no keep-alive passes both modules, and NetMonitor counts exactly what was sent. */
final class OtherTrafficStep {

    private static final int REQUESTS = 100;
    private static final int DATAGRAMS = 1000;
    private static final int PAYLOAD_BYTES = 64;
    private static final int IPV4_UDP_HEADER_BYTES = 28;
    private static final int PACKETS_PER_SECOND = 1000;
    /** What the user's host sends with; the router has not yet counted it down when modules see it. */
    private static final int TTL = 64;
    /** A second host beside the user, as NetMonitor sees it. */
    private static final String NEIGHBOUR_IPV4 = "10.0.1.3";
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final DemoSite site;
    private final Figures figures;

    OtherTrafficStep(DemoSite site, Figures figures) {
        this.site = site;
        this.figures = figures;
    }

    void run() {
        figures.step("other-traffic", "Other traffic passes, and NetMonitor counts what was sent");
        site.user().ip("address", "add", NEIGHBOUR_IPV4 + "/24", "dev", Rig.HOST_INTERFACE);
        FigureLine setup = figures.line("SETUP NetMonitor");
        site.install(setup, DemoModule.NET_MONITOR);
        setup.done();
        int sip = sip();
        datagrams(DemoModule.MONITORED_PORT, "UDP that NetMonitor sees");
        datagrams(DemoModule.PLAIN_PORT, "UDP that no module wants");
        FigureLine remove = figures.line("REMOVE NetMonitor, last report");
        site.remove(remove, DemoModule.NET_MONITOR);
        remove.done();
        counts(sip);
    }

    /** Returns how many SIP requests went over IPv4. */
    private int sip() {
        List<SipScenario> scenarios = List.of(SipScenario.OPTIONS, SipScenario.REGISTER, SipScenario.EVENT);
        for (SipScenario scenario : scenarios) {
            FigureLine line = figures.line(scenario.title());
            site.sip().expectServer(line, Family.IPV4, scenario, REQUESTS);
            line.done();
        }
        FigureLine ipv6 = figures.line("OPTIONS, IPv6");
        site.sip().expectServer(ipv6, Family.IPV6, SipScenario.OPTIONS, REQUESTS);
        ipv6.done();
        FigureLine keepAlives = figures.line("keep-alives meanwhile");
        site.sip().expectRouter(keepAlives, Family.IPV4, SipScenario.KEEP_ALIVE, REQUESTS);
        keepAlives.done();
        return (scenarios.size() + 1) * REQUESTS;
    }

    private void datagrams(int port, String what) {
        try (UdpSink sink = UdpSink.start(site.server(), Rig.SERVER_IPV4, port)) {
            UdpSender.to(NEIGHBOUR_IPV4, Rig.SERVER_IPV4, port).withNumbered(PAYLOAD_BYTES)
                    .withCount(DATAGRAMS, PACKETS_PER_SECOND).send(site.user());
            Waiting.until(() -> sink.received().packets() >= DATAGRAMS, TIMEOUT);
            Received received = sink.received();
            figures.line(what).figure("sent", DATAGRAMS).expect("received", received.packets(), DATAGRAMS)
                    .check("different", received.distinct(), DATAGRAMS)
                    .check("bytes", received.bytes(), DATAGRAMS * PAYLOAD_BYTES)
                    .check("dropped by receivers", site.droppedByReceivers(), 0).done();
        }
    }

    private void counts(int sip) {
        MonitorReports reports = site.reports();
        int all = sip + REQUESTS + DATAGRAMS;
        // The last report left before the answer to REMOVE, but on another way.
        Waiting.until(() -> reports.packets() >= all, TIMEOUT);
        MonitorReports.Flow udp = reports.flow(NEIGHBOUR_IPV4, Rig.SERVER_IPV4, TTL);
        figures.line("NetMonitor, SIP over IPv4").figure("sent", sip)
                .expect("counted", reports.flow(Rig.USER_IPV4, Rig.SERVER_IPV4, TTL).packets(), sip).done();
        figures.line("NetMonitor, SIP over IPv6").figure("sent", REQUESTS)
                .expect("counted", reports.flow(Rig.USER_IPV6, Rig.SERVER_IPV6, TTL).packets(), REQUESTS).done();
        figures.line("NetMonitor, UDP").figure("sent", DATAGRAMS).expect("counted", udp.packets(), DATAGRAMS)
                .expect("bytes", udp.bytes(), DATAGRAMS * (PAYLOAD_BYTES + IPV4_UDP_HEADER_BYTES)).done();
        figures.line("NetMonitor, all packets").figure("sent", all).expect("counted", reports.packets(), all)
                .figure("reports", reports.datagrams()).done();
    }
}
