package org.netserv.perf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.netserv.rig.RigException;

/**
 * The CPUs that may be used, by the kernel's numbers. In a container, or under {@code taskset}, these are not 0, 1, 2 …
 *
 * @param numbers ascending
 */
public record Cpus(List<Integer> numbers) {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String ALLOWED = "Cpus_allowed_list:";

    /** Sorts, and leaves out what is there twice. */
    public Cpus {
        numbers = List.copyOf(new TreeSet<>(numbers));
    }

    /** Those that this process may use at the moment. <b>Errors.</b> {@link RigException} if the kernel does not tell. */
    public static Cpus ofThisProcess() {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith(ALLOWED)) {
                    return parse(line.substring(ALLOWED.length()));
                }
            }
        } catch (IOException e) {
            throw new RigException("cannot read " + STATUS + ": " + e.getMessage(), e);
        }
        throw new RigException(STATUS + " does not say which CPUs this process may use: expected a line " + ALLOWED);
    }

    /** Of a list as the kernel writes it, {@code 0-3,8}. <b>Errors.</b> {@link IllegalArgumentException}. */
    public static Cpus parse(String list) {
        TreeSet<Integer> numbers = new TreeSet<>();
        for (String part : list.strip().split(",", -1)) {
            String[] ends = part.split("-", 2);
            int last = Integer.parseInt(ends[ends.length - 1]);
            for (int cpu = Integer.parseInt(ends[0]); cpu <= last; cpu++) {
                numbers.add(cpu);
            }
        }
        return new Cpus(List.copyOf(numbers));
    }

    /** How many. */
    public int count() {
        return numbers.size();
    }

    @Override
    public String toString() {
        return String.join(",", numbers.stream().map(String::valueOf).toList());
    }
}
