package org.netserv.cli.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.netserv.cli.EachPlane;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.Method;
import org.netserv.rig.Result;

/** A publisher's server that knows no router deploys a module on the path to a user: server, r1, plain router, r2, user. */
class PathDeploymentIT {
    private static Chain chain;

    @TempDir
    private Path folder;

    @BeforeAll
    static void build() {
        chain = new Chain("nslp");
    }

    @AfterAll
    static void remove() {
        chain.close();
    }

    @ParameterizedTest
    @EachPlane
    void shouldInstallProbeAndRemoveOnEveryNodeOfThePath(String plane) throws Exception {
        try (PathSite site = new PathSite(folder, chain)) {
            site.start("r1", Chain.FIRST_NODE, plane, true);
            site.start("r2", Chain.SECOND_NODE, plane, true);
            for (boolean ipv4 : new boolean[]{true, false}) {
                deploy(site, ipv4);
            }
        }
    }

    private static void deploy(PathSite site, boolean ipv4) throws Exception {
        assertFalse(site.isAnswered(ipv4));
        ControlMessage setup = site.message(Method.SETUP);
        Map<String, Object> installed = site.settled(setup, ipv4);
        assertEquals(List.of("r1 installed 200", "r2 installed 200"), PathSite.answers(installed), site::logs);
        assertEquals("complete", installed.get("end"));
        assertEquals(0, installed.get("exit"));
        assertTrue(site.isAnswered(ipv4), "the nearest to the user answers in the server's place");
        Map<String, Object> probed = site.signal(site.message(Method.PROBE), ipv4);
        assertEquals(List.of("r1 done 200", "r2 done 200"), PathSite.answers(probed), site::logs);
        List<Long> replied = PathSite.nodes(probed).stream().map(node -> counter(node, "replied")).toList();
        assertEquals(List.of(0L, 1L), replied, probed::toString);
        ControlMessage forged = site.message(Method.SETUP).with("ttl", "299");
        assertEquals(List.of("r1 refused 401", "r2 refused 401"), PathSite.answers(site.signal(forged, ipv4)));
        ControlMessage forgedRemove = site.message(Method.REMOVE).with("module-id", "x");
        Map<String, Object> refused = site.signal(forgedRemove, ipv4);
        assertEquals(List.of("r1 refused 401", "r2 refused 401"), PathSite.answers(refused));
        assertEquals(1, refused.get("exit"));
        assertTrue(site.isAnswered(ipv4));
        Map<String, Object> removed = site.settled(site.message(Method.REMOVE), ipv4);
        assertEquals(List.of("r1 done 200", "r2 done 200"), PathSite.answers(removed), site::logs);
        assertFalse(site.isAnswered(ipv4));
        Map<String, Object> gone = site.signal(site.message(Method.PROBE), ipv4);
        assertEquals(List.of("r1 refused 404", "r2 refused 404"), PathSite.answers(gone));
        Map<String, Object> copy = site.signal(setup, ipv4);
        assertEquals(List.of("r1 refused 404", "r2 refused 404"), PathSite.answers(copy), "a copy brings nothing back");
    }

    private static long counter(Map<String, Object> node, String name) {
        Matcher matcher = Pattern.compile("\\b" + name + "=(\\d+)").matcher(String.valueOf(node.get("body")));
        return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
    }

    @ParameterizedTest
    @EachPlane
    void shouldForwardWhatANodeRefuses(String plane) throws Exception {
        try (PathSite site = new PathSite(folder, chain)) {
            site.start("r1", Chain.FIRST_NODE, plane, false);
            site.start("r2", Chain.SECOND_NODE, plane, true);
            Map<String, Object> result = site.settled(site.message(Method.SETUP), true);
            assertEquals(List.of("r1 refused 401", "r2 installed 200"), PathSite.answers(result), site::logs);
            assertEquals(1, result.get("exit"));
            assertTrue(site.isAnswered(true));
        }
    }

    @Test
    void shouldSayThatThereIsNoNode() throws Exception {
        try (PathSite site = new PathSite(folder, chain)) {
            Map<String, Object> result = site.signal(site.message(Method.PROBE), true);
            assertEquals("no-nodes", result.get("end"), result::toString);
            assertEquals(1, result.get("exit"));
        }
    }

    @Test
    void shouldSayWhichCapabilityIsMissing() throws Exception {
        try (PathSite site = new PathSite(folder, chain)) {
            Result result = site.signalWithout("net_raw", site.message(Method.PROBE));
            assertEquals(1, result.exit());
            assertTrue(result.stderr().lines().count() == 1 && result.stderr().contains("need CAP_NET_RAW"),
                    result::toString);
        }
    }
}
