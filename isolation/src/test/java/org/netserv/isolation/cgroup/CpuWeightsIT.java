package org.netserv.isolation.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.netserv.node.sandbox.ThreadPlacement;

/** Real threads in the control groups of this host; needs root. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CpuWeightsIT {
    private static final long ENOUGH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final CpuWeights weights = new CpuWeights();

    /** Once there is a publisher. */
    private static Path all() throws IOException {
        Path own = CpuHierarchy.ofThisProcess().own();
        return own.resolve(own.endsWith(NodeGroup.name()) ? "publishers" : NodeGroup.name());
    }

    private static Path group(String user) throws IOException {
        return all().resolve(user);
    }

    /** A thread that is placed and bound to the first CPU of the process, and then uses what it gets of it. */
    private static final class Busy implements AutoCloseable {
        private final CompletableFuture<Path> task = new CompletableFuture<>();
        private final Thread thread;
        private volatile boolean go;
        private volatile boolean ended;

        Busy(ThreadPlacement placement) {
            thread = Thread.ofPlatform().daemon().unstarted(() -> {
                try {
                    task.complete(Path.of("/proc").resolve(Files.readSymbolicLink(Path.of("/proc/thread-self"))));
                } catch (IOException e) {
                    task.completeExceptionally(e);
                }
                while (!ended) {
                    if (!go) {
                        Thread.onSpinWait();
                    }
                }
            });
            placement.start(thread::start);
        }

        Path task() throws Exception {
            return task.get();
        }

        void bindTo(String cpu) throws Exception {
            Process process = new ProcessBuilder("taskset", "-cp", cpu, task().getFileName().toString())
                    .redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertEquals(0, process.waitFor(), said);
        }

        long cpuNanos() {
            return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.threadId());
        }

        @Override
        public void close() {
            ended = true;
            while (thread.isAlive()) {
                Thread.onSpinWait();
            }
        }
    }

    private static String firstCpu() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("Cpus_allowed_list:"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip().split("[-,]", -1)[0]).findFirst()
                .orElseThrow();
    }

    /** How much more of one CPU the one gets than the other, when both want all of it. */
    private static double ratio(Busy one, Busy other) throws Exception {
        String cpu = firstCpu();
        one.bindTo(cpu);
        other.bindTo(cpu);
        one.go = true;
        other.go = true;
        long oneBefore = one.cpuNanos();
        long otherBefore = other.cpuNanos();
        while (one.cpuNanos() - oneBefore + other.cpuNanos() - otherBefore < ENOUGH_NANOS) {
            Thread.sleep(10);
        }
        return (double) (one.cpuNanos() - oneBefore) / (other.cpuNanos() - otherBefore);
    }

    @Test
    void shouldPutThreadIntoGroupWithItsWeight() throws Exception {
        ThreadPlacement placement = weights.of("alice", 250);
        Path group = group("alice");
        try (Busy busy = new Busy(placement)) {
            Path task = busy.task(); // once it is known, the thread is placed
            boolean first = CpuHierarchy.ofThisProcess().version() == 1;
            assertEquals(first ? "2560" : "250",
                    Files.readString(group.resolve(first ? "cpu.shares" : "cpu.weight")).strip());
            String threads = Files.readString(group.resolve(first ? "tasks" : "cgroup.threads")).strip();
            assertTrue(threads.lines().toList().contains(task.getFileName().toString()), threads);
            assertEquals(2, threads.lines().count(), "this thread, and the one that starts them");
            String groups = Files.readString(task.resolve("cgroup"));
            assertTrue(groups.contains("/" + group.getFileName() + "\n"), groups);
            placement.close();
            assertTrue(Files.notExists(group), "a thread that is left does not keep the group");
            assertTrue(!Files.readString(task.resolve("cgroup")).contains(group.getFileName().toString()));
        } finally {
            placement.close();
        }
    }

    @Test
    void shouldLetAnOrdinaryThreadHaveAsMuchAsAllPublishers() throws Exception {
        try (ThreadPlacement light = weights.of("light", 1000);
                ThreadPlacement heavy = weights.of("heavy", 1000);
                Busy some = new Busy(light);
                Busy more = new Busy(heavy);
                Busy ordinary = new Busy(ThreadPlacement.NONE)) {
            more.bindTo(firstCpu());
            more.go = true;
            double ratio = ratio(ordinary, some);
            assertTrue(ratio > 1.4, "of 2 to 1: " + ratio);
        }
    }

    @Test
    void shouldPutTheNodeBackWhereItWas() throws Exception {
        CpuHierarchy before = CpuHierarchy.ofThisProcess();
        try (ThreadPlacement _ = weights.of("alice", 100)) {
            assertEquals(before.version() == 2 || !before.isRoot(), before.equals(CpuHierarchy.ofThisProcess()));
        }
        assertEquals(before, CpuHierarchy.ofThisProcess());
    }

    @Test
    void shouldShareOneCpuByWeight() throws Exception {
        try (ThreadPlacement light = weights.of("light", 100);
                ThreadPlacement heavy = weights.of("heavy", 900);
                Busy few = new Busy(light);
                Busy many = new Busy(heavy)) {
            double ratio = ratio(many, few);
            assertTrue(ratio > 3, "of 9 to 1: " + ratio);
        }
        assertTrue(Files.notExists(CpuHierarchy.ofThisProcess().own().resolve(NodeGroup.name())),
                "the last takes the group of all along");
    }
}
