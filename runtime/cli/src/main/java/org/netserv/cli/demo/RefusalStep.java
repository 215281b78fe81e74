package org.netserv.cli.demo;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.MessageWriter;

/** SETUPs that must not be obeyed; nothing is fetched for those that fail before the module's own turn. */
final class RefusalStep {

    private static final Duration TTL = Duration.ofSeconds(60);
    private static final int KEEP_ALIVES = 50;

    private final DemoSite site;
    private final Figures figures;

    RefusalStep(DemoSite site, Figures figures) {
        this.site = site;
        this.figures = figures;
    }

    void run() {
        figures.step("refusals", "SETUPs that are refused, each with its code, and no fetch for the first three");
        ControlMessage taken = setup(Map.of());
        refused("one flipped bit", flipped(MessageWriter.bytes(setup(Map.of()))), 401, 0);
        byte[] bytes = MessageWriter.bytes(taken);
        FigureLine first = figures.line("SETUP, then REMOVE");
        DemoSite.expect(first, site.node().control().send(bytes), 200);
        site.node().control().send(site.publisher().remove(DemoModule.NET_MONITOR));
        first.done();
        refused("the same bytes again", bytes, 401, 0);
        refused("a foreign prefix", MessageWriter.bytes(setup(Map.of("filter-ipv4", "10.0.1.0/24"))), 403, 0);
        refused("a wrong digest", MessageWriter.bytes(setup(Map.of("module-digest", "sha-256:" + "0".repeat(64)))),
                422, 1);
        FigureLine line = figures.line("KeepAlive was not disturbed");
        site.sip().expectRouter(line, Family.IPV4, SipScenario.KEEP_ALIVE, KEEP_ALIVES);
        line.done();
    }

    private ControlMessage setup(Map<String, String> more) {
        return site.publisher().setup(DemoModule.NET_MONITOR, site.url(DemoModule.NET_MONITOR), TTL, more);
    }

    private void refused(String what, byte[] message, int code, int fetches) {
        long before = site.httpRequests();
        FigureLine line = figures.line(what);
        DemoSite.expect(line, site.node().control().send(message), code);
        line.expect("fetched", site.httpRequests() - before, fetches)
                .expect("PROBE", site.probe(DemoModule.NET_MONITOR), 404).done();
    }

    /** The lowest bit of the TTL's last digit: the message stays well formed. */
    private static byte[] flipped(byte[] message) {
        String text = new String(message, StandardCharsets.UTF_8);
        String ttl = "\nttl:" + TTL.toSeconds();
        byte[] changed = message.clone();
        changed[text.indexOf(ttl) + ttl.length() - 1] ^= 1;
        return changed;
    }
}
