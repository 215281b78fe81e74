package org.netserv.cli.demo;

import java.time.Duration;
import java.util.Map;
import org.netserv.rig.Waiting;

/** REMOVE, and the end of a TTL, bring the keep-alives back to the server. */
final class ReturnStep {

    private static final Duration TTL = Duration.ofSeconds(3);
    /** How late after its TTL a module may still be there. */
    private static final Duration LATE = Duration.ofSeconds(2);
    private static final int KEEP_ALIVES = 100;

    private final DemoSite site;
    private final Figures figures;

    ReturnStep(DemoSite site, Figures figures) {
        this.site = site;
        this.figures = figures;
    }

    void run() {
        figures.step("return", "REMOVE and the end of a TTL bring the keep-alives back to the server");
        FigureLine remove = figures.line("REMOVE KeepAlive");
        site.remove(remove, DemoModule.KEEP_ALIVE);
        remove.expect("PROBE", site.probe(DemoModule.KEEP_ALIVE), 404).done();
        atServer("after REMOVE, IPv4", Family.IPV4);
        atServer("after REMOVE, IPv6", Family.IPV6);
        expiry();
        atServer("after the TTL, IPv4", Family.IPV4);
        atServer("after the TTL, IPv6", Family.IPV6);
    }

    private void expiry() {
        long start = System.nanoTime();
        FigureLine setup = figures.line("SETUP KeepAlive, ttl:" + TTL.toSeconds());
        site.install(setup, DemoModule.KEEP_ALIVE, TTL, Map.of());
        setup.done();
        FigureLine meanwhile = figures.line("within the TTL");
        site.sip().expectRouter(meanwhile, Family.IPV4, SipScenario.KEEP_ALIVE, KEEP_ALIVES);
        meanwhile.done();
        Waiting.until(() -> site.probe(DemoModule.KEEP_ALIVE) == 404, TTL.plus(LATE));
        long millis = (System.nanoTime() - start) / 1_000_000;
        figures.line("the TTL ends").expect("PROBE", site.probe(DemoModule.KEEP_ALIVE), 404)
                .within("milliseconds after SETUP", millis, TTL.toMillis(), TTL.plus(LATE).toMillis()).done();
    }

    private void atServer(String what, Family family) {
        FigureLine line = figures.line(what);
        site.sip().expectServer(line, family, SipScenario.KEEP_ALIVE, KEEP_ALIVES);
        line.done();
    }
}
