package org.netserv.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.netserv.rig.Privilege;
import org.netserv.rig.Rig;

/** The demo's measuring on a router without a node. */
class SipRoundsIT {

    private static final int REQUESTS = 40;

    private final StringWriter out = new StringWriter();
    private final Figures figures = new Figures(new PrintWriter(out), false);

    @BeforeEach
    void requireRoot() {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        figures.step("test", "Test");
    }

    @Test
    void shouldCountEachRequestAtBothEnds() throws IOException {
        try (WorkFolder work = WorkFolder.create(); Rig rig = Rig.create("demoit")) {
            SipRounds rounds = new SipRounds(rig, work);
            for (Family family : Family.values()) {
                FigureLine line = figures.line(family.title());
                rounds.expectServer(line, family, SipScenario.KEEP_ALIVE, REQUESTS);
                line.done();
            }
            for (SipScenario scenario : new SipScenario[]{SipScenario.EVENT, SipScenario.OPTIONS,
                SipScenario.REGISTER}) {
                FigureLine line = figures.line(scenario.title());
                rounds.expectServer(line, Family.IPV4, scenario, REQUESTS);
                line.done();
            }
        }
    }

    @Test
    void shouldSeeWhoHidesBehindTheRouter() throws IOException {
        try (WorkFolder work = WorkFolder.create(); Rig rig = Rig.create("demoit")) {
            SipRounds rounds = new SipRounds(rig, work);
            assertEquals(0, rounds.run(Family.IPV4, SipScenario.KEEP_ALIVE, REQUESTS).masqueraded());
            rig.router().exec("iptables", "-t", "nat", "-A", "POSTROUTING", "-o", Rig.ROUTER_SERVER_INTERFACE, "-j",
                    "MASQUERADE").orThrow();
            SipRounds.Round round = rounds.run(Family.IPV4, SipScenario.KEEP_ALIVE, REQUESTS);
            assertEquals(REQUESTS, round.masqueraded());
            assertEquals(REQUESTS, round.client().successful());
        }
    }

    @Test
    void shouldNameTheFigureThatIsWrong() throws IOException {
        try (WorkFolder work = WorkFolder.create(); Rig rig = Rig.create("demoit")) {
            SipRounds rounds = new SipRounds(rig, work);
            rig.router().exec("iptables", "-A", "FORWARD", "-p", "udp", "--sport", "5060", "-j", "DROP").orThrow();
            FigureLine line = figures.line("answers dropped");
            rounds.expectServer(line, Family.IPV4, SipScenario.KEEP_ALIVE, 5);
            String message = String.valueOf(assertThrows(WrongFigureException.class, line::done).getMessage());
            assertTrue(message.startsWith("wrong figure in test, answers dropped: \"answered\" is 0, expected 5"),
                    message);
            assertTrue(out.toString().contains("WRONG answers dropped"), out::toString);
        }
    }

    @Test
    void shouldSeeRulesThatComeAndGo() {
        try (Rig rig = Rig.create("demoit")) {
            FirewallState before = FirewallState.of(rig.router());
            rig.router().exec("ip6tables", "-t", "mangle", "-N", "TEST").orThrow();
            rig.router().exec("ip6tables", "-t", "mangle", "-A", "TEST", "-j", "NFQUEUE", "--queue-num", "7").orThrow();
            FirewallState after = FirewallState.of(rig.router());
            assertEquals(2, after.beyond(before));
            assertEquals(1, after.ways());
            assertEquals(0, before.beyond(after));
        }
    }
}
