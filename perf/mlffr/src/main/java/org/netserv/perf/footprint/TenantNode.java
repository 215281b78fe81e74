package org.netserv.perf.footprint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.netserv.node.counters.CountersFile;
import org.netserv.perf.router.Guest;
import org.netserv.perf.router.NodeControl;
import org.netserv.perf.router.Scheduling;
import org.netserv.rig.Delivery;
import org.netserv.rig.Namespace;
import org.netserv.rig.RigException;
import org.netserv.rig.Running;
import org.netserv.rig.Waiting;

/**
 * A node as it is delivered, with many publishers, that can be killed and started again.
 *
 * <p><b>Ownership.</b> {@link #close} ends it; its folder is the caller's.
 *
 * <p><b>Thread.</b> One at a time.
 *
 * <p><b>Errors.</b> {@link RigException} with one sentence.
 */
public final class TenantNode implements AutoCloseable {
    /** A thousand modules may be in the journal. */
    private static final Duration START_TIMEOUT = Duration.ofMinutes(5);
    private static final int LOG_LINES = 5;

    private final Namespace host;
    private final Path distribution;
    private final String cpus;
    private final Path folder;
    private final List<Tenant> tenants;
    private @Nullable Running running;

    private TenantNode(Namespace host, Path distribution, String cpus, Path folder, List<Tenant> tenants) {
        this.host = host;
        this.distribution = distribution;
        this.cpus = cpus;
        this.folder = folder;
        this.tenants = List.copyOf(tenants);
    }

    /**
     * One that does not run yet.
     *
     * @param distribution as it is delivered
     * @param cpus that all of it may use, as {@code 0,1}
     * @param folder for configuration and state, empty
     * @param prefixes of the publishers, one each
     * @param planeOptions of the plane {@code nfqueue}
     */
    public static TenantNode create(Namespace host, Path distribution, String cpus, Path folder,
            List<String> prefixes, Map<String, String> planeOptions) {
        List<Tenant> tenants = new ArrayList<>();
        Path socket = folder.resolve("control.sock");
        for (String prefix : prefixes) {
            Guest guest = Guest.create("p" + tenants.size(), folder, prefix);
            tenants.add(new Tenant(guest, NodeControl.of(socket, guest)));
        }
        try {
            Files.writeString(folder.resolve("netserv.xml"), xml(tenants, planeOptions));
        } catch (IOException e) {
            throw new RigException("cannot write the node's configuration: " + e.getMessage(), e);
        }
        return new TenantNode(host, distribution.toAbsolutePath(), cpus, folder, tenants);
    }

    /** Rates are measured of modules that are not throttled until they are compiled, as in the ladder. */
    private static String xml(List<Tenant> tenants, Map<String, String> planeOptions) {
        String options = new TreeMap<>(planeOptions).entrySet().stream()
                .map(option -> "    <option name=\"%s\" value=\"%s\"/>\n".formatted(option.getKey(), option.getValue()))
                .collect(Collectors.joining());
        String users = tenants.stream().map(Tenant::guest).map(guest -> """
                  <user name="%s" public-key="%s">
                    <prefix>%s</prefix>
                    <quota cpu-nanos-per-packet="unlimited"/>
                  </user>
                """.formatted(guest.user(), guest.publicKey(), guest.prefix())).collect(Collectors.joining());
        return """
                <netserv node-id="footprint" state="state">
                  <control socket="control.sock"/>
                  <plane name="nfqueue">
                %s  </plane>
                  <fetch allow-file="true"/>
                %s</netserv>
                """.formatted(options, users);
    }

    /** The publishers, in order. */
    public List<Tenant> tenants() {
        return tenants;
    }

    /** Executes the JVM, and does not wait for what becomes of it. */
    public void exec() {
        if (running != null) {
            throw new IllegalStateException("the node runs");
        }
        running = host.start(
                Delivery.on(cpus,
                        new Delivery(distribution).node("--config", folder.resolve("netserv.xml").toString())),
                Map.of("JAVA_TOOL_OPTIONS", ""), folder.resolve("node.log"));
    }

    /** Waits until it takes messages. */
    public void awaitReady() {
        NodeControl control = tenants.getFirst().control();
        Waiting.until(() -> control.answers() || !process().isAlive(), START_TIMEOUT);
        if (!process().isAlive() || !control.answers()) {
            throw new RigException("the node did not start: " + lastWords());
        }
    }

    /** What it printed last. */
    public String lastWords() {
        List<String> lines = process().lines();
        return String.join(" | ", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    }

    /** SIGKILL. */
    public void kill() {
        process().kill();
        running = null;
    }

    /** All counters. */
    public Map<String, Long> counters() {
        try {
            return CountersFile.open(folder.resolve("state/counters.dat")).snapshot();
        } catch (IOException e) {
            throw new RigException("cannot read the node's counters: " + e.getMessage(), e);
        }
    }

    /** CPU time that it has used, in ticks of 10 ms. */
    public long cpuTicks() {
        return ProcText.ticks(read("stat"));
    }

    /** Has its packet threads run ahead of the kernel's receive processing, as in the ladder. */
    public void packetThreadsAheadOfNapi() {
        Path tasks = proc().resolve("task");
        try (Stream<Path> threads = Files.list(tasks)) {
            for (Path thread : threads.toList()) {
                if (Files.readString(thread.resolve("comm")).strip().matches("netserv-nfq-[0-9]+")) {
                    Scheduling.AHEAD_OF_NAPI.apply(Long.parseLong(thread.getFileName().toString()));
                }
            }
        } catch (IOException e) {
            throw new RigException("cannot see the node's threads: " + e.getMessage(), e);
        }
    }

    /** What it needs now; of its heap, what is left after a collection. */
    public Need need() {
        return Need.of(process().pid(), folder.resolve("state"));
    }

    private Path proc() {
        return Path.of("/proc", Long.toString(process().pid()));
    }

    private String read(String file) {
        try {
            return Files.readString(proc().resolve(file));
        } catch (IOException e) {
            throw new RigException("the node has ended: " + lastWords(), e);
        }
    }

    private Running process() {
        if (running == null) {
            throw new IllegalStateException("the node does not run");
        }
        return running;
    }

    @Override
    public void close() {
        if (running != null) {
            running.close();
            running = null;
        }
    }
}
