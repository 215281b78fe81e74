package org.netserv.dataplane.common;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How the kernel schedules a thread of this process, and where, whatever was asked for.
 *
 * <p><b>Source.</b> proc(5): stat and status; sched(7).
 *
 * @param policy such as {@code normal} or {@code fifo}
 * @param priority of the real-time policies, 1 to 99; else 0
 * @param nice -20 to 19; without effect in the real-time policies
 * @param cpus that it may run on, as the kernel lists them: {@code 0-3,8}
 */
public record ThreadState(String policy, int priority, int nice, String cpus) {
    private static final Path TASKS = Path.of("/proc/self/task");
    /** SCHED_… by number. */
    private static final List<String> POLICIES = List.of("normal", "fifo", "round-robin", "batch", "iso", "idle",
            "deadline", "ext");
    private static final String CPUS = "Cpus_allowed_list:";
    /** Numbers of fields in stat behind the name, the first of which is the third of all. */
    private static final int FIRST_FIELD = 3;
    private static final int NICE = 19 - FIRST_FIELD;
    private static final int PRIORITY = 40 - FIRST_FIELD;
    private static final int POLICY = 41 - FIRST_FIELD;

    /** That of a thread by its kernel id; empty if there is none. */
    public static Optional<ThreadState> of(int thread) {
        Path folder = TASKS.resolve(Integer.toString(thread));
        try {
            return Optional.of(parse(Files.readString(folder.resolve("stat")),
                    Files.readAllLines(folder.resolve("status"))));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static ThreadState parse(String stat, List<String> status) {
        // A name may contain blanks and parentheses.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        int policy = Integer.parseInt(fields[POLICY].strip());
        String cpus = status.stream().filter(line -> line.startsWith(CPUS))
                .map(line -> line.substring(CPUS.length()).strip()).findFirst().orElse("?");
        return new ThreadState(policy < POLICIES.size() ? POLICIES.get(policy) : "policy " + policy,
                Integer.parseInt(fields[PRIORITY]), Integer.parseInt(fields[NICE]), cpus);
    }

    /** For people: {@code cpu 0, fifo 10}, or {@code cpu 0-3, normal, nice -10}. */
    @Override
    public String toString() {
        return "cpu " + cpus + ", " + policy + (priority > 0 ? " " + priority : ", nice " + nice);
    }
}
