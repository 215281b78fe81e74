package org.netserv.cli.demo;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.netserv.rig.Received;
import org.netserv.rig.Rig;
import org.netserv.rig.UdpSender;

/**
 * Before the module is there, keep-alives reach the SIP server; after its SETUP the router answers them from the
 * server's address, also behind MASQUERADE.
 */
final class KeepAliveStep {

    static final int KEEP_ALIVES = 200;
    private static final int CRLF_KEEP_ALIVES = 50;
    private static final byte[] CRLF_CRLF = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final DemoSite site;
    private final Figures figures;

    KeepAliveStep(DemoSite site, Figures figures) {
        this.site = site;
        this.figures = figures;
    }

    void run() {
        figures.step("keep-alives", "Keep-alives: after SETUP the router answers, and the server sees none");
        for (Family family : Family.values()) {
            before(family, false);
        }
        site.masquerade(true);
        for (Family family : Family.values()) {
            before(family, true);
        }
        site.masquerade(false);
        FigureLine setup = figures.line("SETUP KeepAlive");
        site.install(setup, DemoModule.KEEP_ALIVE);
        setup.expect("HTTP requests", site.httpRequests(), 1).done();
        for (Family family : Family.values()) {
            after(family, false);
        }
        crlf();
        site.masquerade(true);
        for (Family family : Family.values()) {
            after(family, true);
        }
        site.masquerade(false);
    }

    private void before(Family family, boolean masquerade) {
        FigureLine line = figures.line("before SETUP, " + title(family, masquerade));
        SipRounds.Round round = site.sip().expectServer(line, family, SipScenario.KEEP_ALIVE, KEEP_ALIVES);
        if (masquerade) {
            line.expect("masqueraded", round.masqueraded(), KEEP_ALIVES).done();
        } else {
            line.check("masqueraded", round.masqueraded(), 0).done();
        }
    }

    private void after(Family family, boolean masquerade) {
        FigureLine line = figures.line("after SETUP, " + title(family, masquerade));
        site.sip().expectRouter(line, family, SipScenario.KEEP_ALIVE, KEEP_ALIVES);
        line.done();
    }

    /** RFC 5626: four bytes, answered with two. */
    private void crlf() {
        Received replies = UdpSender.to(Rig.USER_IPV4, Rig.SERVER_IPV4, Sipp.SIP_PORT).withPayload(CRLF_CRLF)
                .withCount(CRLF_KEEP_ALIVES, 500).withLinger(Duration.ofMillis(300)).send(site.user());
        figures.line("after SETUP, CRLF CRLF").figure("sent", CRLF_KEEP_ALIVES)
                .expect("answered CRLF", replies.packets(), CRLF_KEEP_ALIVES)
                .check("bytes", replies.bytes(), 2 * CRLF_KEEP_ALIVES)
                .holds("all from the server's address", replies.sources().equals(
                        Map.of(Rig.SERVER_IPV4 + " " + Sipp.SIP_PORT, (long) CRLF_KEEP_ALIVES)))
                .done();
    }

    private static String title(Family family, boolean masquerade) {
        return family.title() + (masquerade ? ", MASQUERADE" : "");
    }
}
