package org.netserv.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What this host lets a process have: open files, memory, tracked connections. */
final class LimitChecks {
    /** Control connections, publishers' files and fetches, with room to spare. */
    private static final long ENOUGH_FILES = 4096;
    /** The node's heap, its receive slots, and the kernel's queues. */
    private static final long ENOUGH_MEMORY_KB = 1 << 20;
    private static final int FULL_PERCENT = 80;

    private final Path proc;

    /** Reads below this folder, {@code /proc} on a host. */
    LimitChecks(Path proc) {
        this.proc = proc;
    }

    /** One check a limit; tracked connections only where the kernel tracks any. */
    List<Check> run() {
        List<Check> checks = new ArrayList<>();
        checks.add(openFiles());
        checks.add(memory());
        OptionalLong most = number("sys/net/netfilter/nf_conntrack_max");
        OptionalLong present = number("sys/net/netfilter/nf_conntrack_count");
        if (most.isPresent() && present.isPresent()) {
            checks.add(connections(present.getAsLong(), most.getAsLong()));
        }
        return checks;
    }

    private Check openFiles() {
        String name = "open files";
        String cure = "LimitNOFILE=65536 in the unit, or ulimit -n 65536";
        for (String line : lines("self/limits")) {
            if (line.startsWith("Max open files")) {
                String soft = line.substring("Max open files".length()).strip().replaceFirst("\\s.*", "");
                return soft.equals("unlimited") || Long.parseLong(soft) >= ENOUGH_FILES ? Check.ok(name, soft)
                        : Check.warning(name, soft, cure);
            }
        }
        return Check.warning(name, "not known", cure);
    }

    private Check memory() {
        String name = "memory";
        for (String line : lines("meminfo")) {
            if (line.startsWith("MemAvailable:")) {
                long free = Long.parseLong(line.replaceAll("[^0-9]", ""));
                String finding = free / 1024 + " MB available";
                return free >= ENOUGH_MEMORY_KB ? Check.ok(name, finding)
                        : Check.warning(name, finding, "at least " + ENOUGH_MEMORY_KB / 1024 + " MB for a node");
            }
        }
        return Check.warning(name, "not known", "at least " + ENOUGH_MEMORY_KB / 1024 + " MB for a node");
    }

    private static Check connections(long present, long most) {
        String finding = present + " of " + most;
        return present * 100 < most * FULL_PERCENT ? Check.ok("connections", finding)
                : Check.warning("connections", finding,
                        "sysctl -w net.netfilter.nf_conntrack_max=" + most * 2 + ": a full table drops new flows");
    }

    private OptionalLong number(String file) {
        List<String> lines = lines(file);
        return lines.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(lines.getFirst().strip()));
    }

    private List<String> lines(String file) {
        try {
            return Files.readAllLines(proc.resolve(file));
        } catch (IOException e) {
            return List.of();
        }
    }
}
