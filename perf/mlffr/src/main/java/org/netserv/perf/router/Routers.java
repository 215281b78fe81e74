package org.netserv.perf.router;

import java.util.Map;
import java.util.TreeMap;
import org.netserv.rig.RigException;

/** Opens routers under test. */
public final class Routers {

    private static final Map<String, LadderPlane> PLANES = new TreeMap<>(
            Map.of("nfqueue", new NfQueueLadder(), "xdp", new XdpLadder()));

    private Routers() {}

    /** Names of the planes that there are. */
    public static Iterable<String> planes() {
        return PLANES.keySet();
    }

    /**
     * A router that is ready for traffic when this returns.
     *
     * <p><b>Errors.</b> {@link RigException} that says what is missing; what was set up until then is taken back.
     */
    public static RouterUnderTest open(Configuration configuration, String plane, RouterSite site,
            RouterOptions options) {
        return LayeredRouter.open(configuration, plane(plane), site, options);
    }

    /** Whether a plane can have a configuration. */
    public static boolean has(String plane, Configuration configuration) {
        return plane(plane).hasFastPath() || !configuration.hasFastPath();
    }

    private static LadderPlane plane(String name) {
        LadderPlane plane = PLANES.get(name);
        if (plane == null) {
            throw new RigException("there is no plane \"" + name + "\": expected one of " + PLANES.keySet());
        }
        return plane;
    }
}
