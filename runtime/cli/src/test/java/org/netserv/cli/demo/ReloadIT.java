package org.netserv.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.netserv.cli.EachPlane;
import org.netserv.rig.Result;

/** A node reads its configuration again while packets come. */
class ReloadIT {
    private static final int SECONDS = 20;
    private static final int TIMES = 3;
    private static final int LINE_OF_PREFIX = 2;

    @ParameterizedTest
    @EachPlane
    void shouldLoseNothingAndLeaveAloneWhomItDoesNotConcern(String plane) throws IOException {
        try (FaultFixture node = FaultFixture.create(plane)) {
            DemoSite site = node.site;
            site.startNode();
            node.expect(200, node.setup(DemoModule.NET_MONITOR));
            String before = Files.readString(site.configuration());
            try (FaultTraffic traffic = FaultTraffic.start(site, SECONDS)) {
                for (int i = 0; i < TIMES; i++) {
                    configure(node, before, "198.51.100.0/24");
                    reloaded("changed: new user other", node);
                    configure(node, before, "203.0.113.0/24");
                    reloaded("changed: user other", node);
                    Files.writeString(site.configuration(), before);
                    reloaded("changed: no user other any more", node);
                }
                configure(node, before, "198.51.100.0/33");
                refused(node, before.lines().count() + LINE_OF_PREFIX - 1);
                assertEquals(Map.of(DemoModule.NET_MONITOR.id(), "ACTIVE"), node.modules());
                assertTrue(traffic.goesOn(), "traffic ended too early");
                int packets = traffic.assertNoneLost();
                // Half of them are its own, and one that says where they end.
                assertEquals(packets / 2 + 1, seen(node), () -> node.status() + "\n" + site.nodeLog());
            }
        }
    }

    private static void configure(FaultFixture node, String before, String prefix) throws IOException {
        Files.writeString(node.site.configuration(), before.replace("</netserv>", """
                <user name="other" public-key="publisher.pub">
                    <prefix>%s</prefix>
                  </user>
                </netserv>""".formatted(prefix)));
    }

    private static void reloaded(String expected, FaultFixture node) {
        Result result = node.command("reload").orThrow();
        assertTrue(result.stdout().contains(expected), () -> result + "\n" + node.site.nodeLog());
    }

    /** One sentence names file, line and element, and says what was expected. */
    private static void refused(FaultFixture node, long line) {
        Result result = node.command("reload");
        assertEquals(1, result.exit(), result::toString);
        String said = result.stdout() + result.stderr();
        assertTrue(said.contains("nothing has changed") && said.contains("netserv.xml:" + line + ": <prefix>")
                && said.contains("198.51.100.0/33"), said);
    }

    private static long seen(FaultFixture node) {
        Matcher matcher = Pattern.compile(" packets=(\\d+)")
                .matcher(node.send(node.site.publisher().probe(DemoModule.NET_MONITOR)).body());
        assertTrue(matcher.find(), "no count of packets");
        return Long.parseLong(matcher.group(1));
    }
}
