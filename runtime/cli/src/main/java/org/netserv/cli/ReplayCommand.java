package org.netserv.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.netserv.api.PacketProcessor;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.net.Prefix;
import org.netserv.node.path.FilterTable;
import org.netserv.node.path.ModuleSlot;
import org.netserv.node.path.PacketFilter;
import org.netserv.node.path.PacketPath;
import org.netserv.node.plane.PlaneException;
import org.netserv.node.replay.ReplayPlane;
import org.netserv.node.replay.ReplayResult;
import org.netserv.node.sandbox.Container;
import org.netserv.node.sandbox.ContainerServices;
import org.netserv.node.sandbox.ContainerSettings;
import org.netserv.node.sandbox.InstalledModule;
import org.netserv.node.sandbox.ModuleSettings;
import org.netserv.node.sandbox.Quota;
import org.netserv.node.sandbox.SandboxException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a module over a capture file. */
@Command(name = "replay", mixinStandardHelpOptions = true, description = {
    "Run a module over the packets of a pcap file, in the sandbox that a node would use; needs no root.",
    "The output holds what a router would send on: packets that passed, changed as the module left them, and replies."}, footer = {
        "", "Example:", "  netserv replay --module keepalive.jar --property measure=true \\",
        "      --filter proto=udp,port=5060 in.pcap out.pcap"})
final class ReplayCommand implements Callable<Integer> {
    private static final String USER = "replay";

    @Option(names = {"-m", "--module"}, required = true, paramLabel = "JAR", description = "The module.")
    private Path jar = Path.of("");

    @Option(names = {"-p", "--property"}, paramLabel = "K=V", description = "A property for the module.")
    private Map<String, String> properties = new LinkedHashMap<>();

    @Option(names = {"-f",
        "--filter"}, paramLabel = "K=V,…", description = "Packets it gets: proto, port, ipv4, ipv6; with sample=N copies of 1 in N; may be given several times (default: all).")
    private List<FilterOption> filters = List.of();

    @Option(names = "--fail-policy", defaultValue = "open", description = "What packets get when the module faults: open or closed (default: ${DEFAULT-VALUE}).")
    private FailPolicyOption failPolicy = FailPolicyOption.open;

    @Parameters(index = "0", paramLabel = "IN", description = "the packets, a pcap file")
    private Path input = Path.of("");

    @Parameters(index = "1", paramLabel = "OUT", description = "where they go, a pcap file")
    private Path output = Path.of("");

    @Mixin
    private Output answer = new Output();

    enum FailPolicyOption {
        open, closed
    }

    @Override
    public Integer call() throws Exception {
        InputErrors.requireFile(jar, "a JAR");
        InputErrors.requireFile(input, "a pcap file");
        Path state = Files.createTempDirectory("netserv-replay");
        try {
            return replay(state);
        } catch (SandboxException | PlaneException e) {
            throw new CliException(jar + ": " + e.getMessage(), e);
        } finally {
            Trees.delete(state);
        }
    }

    private int replay(Path state) throws IOException, SandboxException, PlaneException {
        NodeCounters counters = NodeCounters.inMemory();
        List<Prefix> everything = List.of(Prefix.ALL_IPV4, Prefix.ALL_IPV6);
        PacketPath path = new PacketPath(1,
                everything.stream().map(prefix -> new FilterTable.PrefixOwner(prefix, USER)).toList(), counters);
        ContainerSettings grants = new ContainerSettings(USER, state, everything, List.of(),
                everything.stream().map(prefix -> new ContainerSettings.Destination(prefix, -1)).toList(),
                Quota.DEFAULT);
        try (ReplayPlane plane = new ReplayPlane(input, output, path, counters);
                Container container = Sandboxes.standard().open(grants,
                        new ContainerServices(USER, counters, path.emitQueue(), path.workers()))) {
            InstalledModule module = container.install(jar, settings());
            Optional<PacketProcessor> processor = module.start();
            if (processor.isEmpty()) {
                throw new CliException(jar + " registers no packet processor: there is nothing to replay");
            }
            ModuleSlot slot = path.newSlot(new ModuleSlot.Settings(module.id(), USER, everything, packetFilters(),
                    0, failPolicy == FailPolicyOption.open), processor.get());
            path.replace(List.of(), List.of(slot), plane);
            ReplayResult result = plane.run();
            Throwable fault = slot.lastFault();
            path.replace(List.of(slot), List.of(), plane);
            Map<String, Long> moduleCounters = new TreeMap<>(slot.counters());
            moduleCounters.putAll(own(counters, module.id()));
            module.stop();
            print(module.id(), result, moduleCounters, fault == null ? "" : fault.toString());
            return ExitCode.OK;
        }
    }

    /** The counters that the module asked for, named as in the answer to PROBE. */
    private static Map<String, Long> own(NodeCounters counters, String id) {
        String prefix = "module." + USER + "." + id + ".";
        return counters.snapshot().entrySet().stream().filter(entry -> entry.getKey().startsWith(prefix + "custom."))
                .collect(Collectors.toMap(entry -> entry.getKey().substring(prefix.length()), Map.Entry::getValue));
    }

    /** The id is what the bundle itself says: nobody else has named it. */
    private ModuleSettings settings() throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            Attributes main = manifest == null ? new Attributes() : manifest.getMainAttributes();
            String name = main.getValue("Bundle-SymbolicName");
            if (name == null) {
                throw new CliException(jar + " has no Bundle-SymbolicName in its manifest: expected an OSGi bundle");
            }
            return new ModuleSettings(name.replaceFirst(";.*", "").strip(), "", properties, List.of());
        } catch (ZipException e) {
            throw new CliException(jar + " is not a readable JAR (" + e.getMessage() + ")", e);
        }
    }

    private List<PacketFilter> packetFilters() {
        return filters.isEmpty()
                ? Stream.of(Prefix.ALL_IPV4, Prefix.ALL_IPV6)
                        .map(prefix -> new PacketFilter(prefix, PacketFilter.ANY, PacketFilter.ANY)).toList()
                : filters.stream().flatMap(filter -> filter.filters().stream()).toList();
    }

    private void print(String id, ReplayResult result, Map<String, Long> counters, String fault) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("module", id);
        Map<String, Long> packets = packets(result);
        object.put("packets", packets);
        object.put("module-counters", counters);
        if (!fault.isEmpty()) {
            object.put("last-fault", fault);
        }
        StringBuilder text = new StringBuilder("module ").append(id).append('\n');
        packets.forEach((name, value) -> text.append(String.format("%-24s %10d%n", name, value)));
        counters.entrySet().stream().filter(counter -> counter.getKey().startsWith("custom.")).forEach(
                counter -> text.append(String.format("%-24s %10d%n", counter.getKey(), counter.getValue())));
        if (!fault.isEmpty()) {
            text.append("faults ").append(counters.get("faults")).append(", the last one: ").append(fault).append('\n');
        }
        answer.print(object, text.toString());
    }

    private static Map<String, Long> packets(ReplayResult result) {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("frames", result.frames());
        counts.put("accepted", result.accepted());
        counts.put("modified", result.modified());
        counts.put("dropped", result.dropped());
        counts.put("replied", result.replied());
        counts.put("consumed", result.consumed());
        counts.put("emitted", result.emitted());
        counts.put("fragments", result.fragments());
        counts.put("malformed", result.malformed());
        counts.put("truncated", result.truncated());
        counts.put("non-ip", result.nonIp());
        return counts;
    }
}
