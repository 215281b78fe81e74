package org.netserv.dataplane.xdp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netserv.node.json.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of what was measured, for the next start: it holds for the same kernel, drivers and settings alone.
 *
 * <pre>
 *   {"setup": "6.18.0 batch 64, eth1 ice 4 queues", "nanos": {"zero-copy": 410, "copy": 530}}
 * </pre>
 *
 * <p><b>Thread.</b> One at a time.
 */
final class MannerMemory {
    private static final Logger LOG = LoggerFactory.getLogger(MannerMemory.class);
    private static final String FILE = "plane-xdp.json";
    private static final Path RELEASE = Path.of("/proc/sys/kernel/osrelease");
    private static final Path DEVICES = Path.of("/sys/class/net");

    private final @Nullable Path file;
    private final String setup;

    /**
     * One in a folder.
     *
     * @param folder null to keep nothing
     * @param setup what it holds for
     */
    MannerMemory(@Nullable Path folder, String setup) {
        file = folder == null ? null : folder.resolve(FILE);
        this.setup = setup;
    }

    /** What measurements on these interfaces hold for. */
    static String setup(XdpOptions options, List<Link> links) {
        return kernel() + " mode " + options.mode() + " batch " + options.batch() + links.stream()
                .map(link -> ", " + link.name() + " " + driver(link.name()) + " " + link.queues() + " queues")
                .collect(Collectors.joining());
    }

    private static String kernel() {
        try {
            return String.join("", Files.readAllLines(RELEASE));
        } catch (IOException e) {
            return "?";
        }
    }

    private static String driver(String name) {
        try {
            return String.valueOf(Files.readSymbolicLink(DEVICES.resolve(name).resolve("device/driver")).getFileName());
        } catch (IOException e) { // it has no device, as a veth
            return "virtual";
        }
    }

    /** Nanoseconds by manner; empty if nothing is known that holds. */
    Map<String, Long> recall() {
        if (file == null || !Files.exists(file)) {
            return Map.of();
        }
        try {
            Map<String, Object> kept = Json.parse(Files.readString(file));
            Map<String, Long> nanos = new LinkedHashMap<>();
            if (setup.equals(kept.get("setup")) && kept.get("nanos") instanceof Map<?, ?> all) {
                all.forEach((manner, each) -> {
                    if (each instanceof Number number) {
                        nanos.put(String.valueOf(manner), number.longValue());
                    }
                });
            }
            return nanos;
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("what was measured before is not used: {}: {}", file, e.getMessage());
            return Map.of();
        }
    }

    /** Keeps it in place of what was kept. */
    void keep(Map<String, Long> nanos) {
        if (file == null) {
            return;
        }
        Path next = file.resolveSibling(FILE + ".new");
        try {
            Files.writeString(next, Json.compact(Map.of("setup", setup, "nanos", nanos)));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("what was measured is not kept, and measured again at the next start: {}", e.toString());
        }
    }
}
