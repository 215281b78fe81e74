package org.netserv.cli.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.netserv.cli.EachPlane;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.Method;

/** The way from r1 to the user leads over r2, and then over r3. */
class PathRouteIT {
    /** GIST asks again after 15 to 22 s, and what is left behind ends 30 s later. */
    private static final int MOST_SECONDS = 90;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EachPlane
    void shouldHaveTheModuleFollowTheRouteByItself(String plane) throws Exception {
        try (Chain chain = new Chain("nslproute");
                Detour detour = new Detour(chain, "nslproute");
                PathSite site = new PathSite(folder, chain)) {
            site.start("r1", Chain.FIRST_NODE, plane, true);
            site.start("r2", Chain.SECOND_NODE, plane, true);
            site.start("r3", detour.router(), plane, true);
            ControlMessage setup = site.message(Method.SETUP);
            assertEquals(List.of("r1 installed 200", "r2 installed 200"),
                    PathSite.answers(site.settled(setup, true)), site::logs);
            // So that it is r3 that is asked for the module, and nobody has asked it to install it but r1.
            assertEquals(List.of(), site.modules("r3"));
            detour.take();
            await("r3 has it", site, () -> !site.modules("r3").isEmpty());
            assertTrue(site.isAnswered(true), "r3 answers the user's keep-alives, which come over it now");
            await("r2 has it no more", site, () -> site.modules("r2").isEmpty());
            assertEquals(1, site.modules("r1").size());
            Map<String, Object> probed = site.signal(site.message(Method.PROBE), true);
            assertEquals(List.of("r1 done 200", "r3 done 200"), PathSite.answers(probed), site::logs);
        }
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(String what, PathSite site, Condition condition) throws Exception {
        long deadline = System.nanoTime() + MOST_SECONDS * 1_000_000_000L;
        while (!condition.holds()) {
            assertTrue(System.nanoTime() < deadline, () -> what + "\n" + site.logs());
            Thread.sleep(250);
        }
    }
}
