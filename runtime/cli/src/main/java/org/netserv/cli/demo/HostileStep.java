package org.netserv.cli.demo;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.netserv.node.message.Answer;
import org.netserv.rig.Rig;
import org.netserv.rig.Running;
import org.netserv.rig.UdpSender;
import org.netserv.rig.UdpSink;
import org.netserv.rig.Waiting;

/** A hostile module is refused, and one that never returns is stopped; NetMonitor beside it loses no packet. */
final class HostileStep {

    private static final int DATAGRAMS = 2000;
    private static final int PACKETS_PER_SECOND = 2000;
    private static final int FOR_THE_LOOPER = 100;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final DemoSite site;
    private final Figures figures;

    HostileStep(DemoSite site, Figures figures) {
        this.site = site;
        this.figures = figures;
    }

    void run() {
        figures.step("hostile", "A hostile module is refused, and one that never returns is stopped");
        site.startNode();
        FigureLine refusal = figures.line("SETUP of a module that would end the JVM");
        Answer answer = site.node().control().send(site.publisher().setup(HostileModules.HALTER,
                site.hostileUrl(HostileModules.HALTER), Duration.ofMinutes(1), HostileModules.HALTER.headers()));
        DemoSite.expect(refusal, answer, 422);
        refusal.holds("names what it may not use", answer.detail().contains("java.lang.Runtime.getRuntime")).done();
        FigureLine monitor = figures.line("SETUP NetMonitor");
        site.install(monitor, DemoModule.NET_MONITOR);
        monitor.done();
        FigureLine looper = figures.line("SETUP of a module that never returns");
        DemoSite.expect(looper, site.node().control().send(site.publisher().setup(HostileModules.LOOPER,
                site.hostileUrl(HostileModules.LOOPER), Duration.ofMinutes(1), HostileModules.LOOPER.headers())), 200);
        looper.done();
        traffic();
        figures.line("its end").figure("exit", site.node().stop()).done();
    }

    private void traffic() {
        try (UdpSink sink = UdpSink.start(site.server(), Rig.SERVER_IPV4, DemoModule.MONITORED_PORT);
                Running beside = sender(DemoModule.MONITORED_PORT, DATAGRAMS).start(site.user());
                Running first = sender(HostileModules.LOOPER_PORT, FOR_THE_LOOPER).start(site.user())) {
            sender(HostileModules.LOOPER_PORT, FOR_THE_LOOPER).replies(first, TIMEOUT);
            sender(DemoModule.MONITORED_PORT, DATAGRAMS).replies(beside, TIMEOUT);
            Waiting.until(() -> sink.received().packets() >= DATAGRAMS, TIMEOUT);
            figures.line("the module that never returns").figure("packets for it", FOR_THE_LOOPER)
                    .expect("stopped", counter(HostileModules.LOOPER, "overstays"), 1)
                    .figure("CPU ms", counter(HostileModules.LOOPER, "cpu_nanos") / 1_000_000).done();
            figures.line("UDP that NetMonitor saw meanwhile").figure("sent", DATAGRAMS)
                    .expect("received", sink.received().packets(), DATAGRAMS)
                    .expect("counted", counter(DemoModule.NET_MONITOR, "packets"), DATAGRAMS)
                    .check("dropped by receivers", site.droppedByReceivers(), 0).done();
        }
    }

    private static UdpSender sender(int port, int count) {
        return UdpSender.to(Rig.USER_IPV4, Rig.SERVER_IPV4, port).withCount(count, PACKETS_PER_SECOND);
    }

    /** A module's counter, from the node's answer to PROBE. */
    private long counter(DemoModule module, String name) {
        String status = site.node().control().send(site.publisher().probe(module)).body();
        Matcher matcher = Pattern.compile(" " + name + "=(\\d+)").matcher(status);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
    }
}
