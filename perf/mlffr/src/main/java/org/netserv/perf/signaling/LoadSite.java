package org.netserv.perf.signaling;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.netserv.rig.Namespace;
import org.netserv.rig.RigException;

/**
 * Two hosts in network namespaces, joined by a veth pair, for a generator and a node.
 *
 * <pre>
 *   generator            node
 *   eth0 ─────────────── eth0
 *   10.0.1.2             10.0.1.1
 * </pre>
 *
 * <p>A veth hands a packet over on the CPU of whoever sends it: each side has the cost of what it sends, up to the other's socket.
 *
 * <p><b>Ownership.</b> {@link #close} takes all of it down; so does the end of the JVM.
 */
final class LoadSite implements AutoCloseable {
    /** What leads to the other host, on both. */
    static final String INTERFACE = "eth0";

    private static final String GENERATOR = "10.0.1.2";
    private static final String NODE = "10.0.1.1";
    private static final String MODULE = "org.netserv.perf/";
    /** A module that these processes do not have. */
    private static final String SANDBOX = "=org.netserv.isolation";

    private final Namespace generator;
    private final Namespace node;
    private final Path folder;
    private final Path distribution;
    private final int generatorCpu;
    private final int nodeCpu;
    private int started;

    private LoadSite(Namespace generator, Namespace node, Path folder, Path distribution, int generatorCpu,
            int nodeCpu) {
        this.generator = generator;
        this.node = node;
        this.folder = folder;
        this.distribution = distribution;
        this.generatorCpu = generatorCpu;
        this.nodeCpu = nodeCpu;
    }

    /**
     * Builds the hosts.
     *
     * @param folder for files of the processes
     * @param distribution whose JVM options the node has
     */
    static LoadSite open(Path folder, Path distribution, int generatorCpu, int nodeCpu) {
        List<Namespace> hosts = new ArrayList<>();
        try {
            hosts.add(Namespace.create("signaling", "generator"));
            hosts.add(Namespace.create("signaling", "node"));
            LoadSite site = new LoadSite(hosts.getFirst(), hosts.getLast(), folder, distribution, generatorCpu,
                    nodeCpu);
            site.build();
            return site;
        } catch (RuntimeException e) {
            hosts.forEach(Namespace::close);
            throw e;
        }
    }

    private void build() {
        for (Namespace host : List.of(generator, node)) {
            host.sysctl(1, "ipv6/conf/all/disable_ipv6", "ipv6/conf/default/disable_ipv6");
        }
        generator.ip("link", "add", INTERFACE, "type", "veth", "peer", "name", INTERFACE, "netns", node.name());
        end(generator, GENERATOR);
        end(node, NODE);
        try {
            List<String> options = Files.readAllLines(distribution.resolve("jvm.args"));
            Files.write(jvmOptions(), options.stream().filter(line -> !line.contains(SANDBOX)).toList());
        } catch (IOException e) {
            throw new RigException("cannot read the options of a node's JVM: " + e.getMessage(), e);
        }
    }

    private static void end(Namespace host, String address) {
        host.ip("address", "add", address + "/24", "dev", INTERFACE);
        host.ip("link", "set", INTERFACE, "up");
    }

    private Path jvmOptions() {
        return folder.resolve("jvm.args");
    }

    /** A generator, in a process of its own. */
    Companion generator() {
        return start("generator", generator, generatorCpu,
                List.of("-XX:+UseSerialGC", "-Xms128m", "-Xmx128m", "-Xshare:auto"), GeneratorMain.class, GENERATOR,
                NODE);
    }

    /** A node: its JVM has the heap and the collector of one that is delivered. */
    Companion node() {
        return start("node", node, nodeCpu, List.of("@" + distribution.resolve("run.args")), NodeMain.class, NODE);
    }

    /** What only sends back. */
    Companion reflector() {
        return start("reflector", node, nodeCpu, List.of("-XX:+UseSerialGC", "-Xmx64m"), ReflectorMain.class, NODE,
                GENERATOR);
    }

    private Companion start(String name, Namespace host, int cpu, List<String> options, Class<?> main,
            String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + jvmOptions());
        command.addAll(options);
        command.addAll(List.of("--module-path", System.getProperty("jdk.module.path"), "-m", MODULE + main.getName()));
        command.addAll(List.of(arguments));
        return Companion.start(name, host, cpu, command, folder.resolve(name + "-" + started++ + ".log"));
    }

    @Override
    public void close() {
        generator.close();
        node.close();
    }
}
