package org.netserv.perf.footprint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.netserv.perf.traffic.Traffic;
import org.netserv.testing.BundleBuilder;

/**
 * Modules that let every packet pass. Each is a bundle of its own, as every publisher has them: the same ones for all.
 *
 * <p><b>Thread.</b> Any.
 */
public final class SmallModules {
    private static final int FIRST_PORT = 7000;
    private static final String BODY = """
            public void start(ModuleContext context) {
                context.register(packet -> packet.ttl() > 0 ? Verdict.ACCEPT : Verdict.DROP);
            }
            """;

    private final List<Path> jars;

    private SmallModules(List<Path> jars) {
        this.jars = List.copyOf(jars);
    }

    /** So many of them. Those that are in the folder already are not built again. */
    public static SmallModules build(Path folder, int count) {
        List<Path> jars = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            Path jar = folder.resolve("small" + n + ".jar");
            if (!Files.exists(jar)) {
                BundleBuilder.module("Footprint.Small" + n, "1.0.0", BODY).build(jar);
            }
            jars.add(jar);
        }
        return new SmallModules(jars);
    }

    /** How many there are. */
    public int count() {
        return jars.size();
    }

    /** The headers of a SETUP that asks for the packets to a UDP port. */
    public static Map<String, String> headers(int port) {
        return Map.of("filter-proto", "udp", "filter-port", Integer.toString(port));
    }

    /** Installs one for a publisher: the first for the port that all traffic goes to, each other for one of its own. */
    public void install(Tenant tenant, int number) {
        tenant.control().install(id(number), jars.get(number), headers(port(number)));
    }

    /** The same for so long. */
    public void install(Tenant tenant, int number, Duration ttl) {
        tenant.control().install(id(number), jars.get(number), headers(port(number)), ttl);
    }

    /** Removes one. */
    public void remove(Tenant tenant, int number) {
        tenant.control().remove(id(number));
    }

    /** The counter of the packets that one was given by the node's first packet thread. */
    public String packetsOnFirstThread(Tenant tenant, int number) {
        return "module." + tenant.guest().user() + "." + id(number) + ".w0.packets";
    }

    private static String id(int number) {
        return "Footprint.Small" + number + "_1.0.0";
    }

    private static int port(int number) {
        return number == 0 ? Traffic.PORT : FIRST_PORT + number;
    }
}
