package org.netserv.node.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.node.message.Method;
import org.netserv.node.packet.PacketBatch;
import org.netserv.node.packet.TestPackets;
import org.netserv.node.sandbox.Quota;
import org.netserv.testing.BundleBuilder;

/** What comes of measurements, whatever they measure. */
class HeapWatchTest {
    private static final long QUOTA = Quota.DEFAULT.retainedHeapBytes();
    private static final String GAUGE = "publisher." + ControllerFixture.JANE + ".retained_bytes";

    /** What was measured: objects and classes. */
    private record Asked(Collection<Object> roots, Collection<Class<?>> classes) {}

    @TempDir
    private Path directory;
    private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
    private ControllerFixture node;

    @BeforeEach
    void open() throws IOException {
        node = new ControllerFixture(directory);
        node.quota = ControllerFixture.ANY_CPU;
        node.restart();
        node.meter = (roots, classes, limitBytes) -> {
            asked.add(new Asked(List.copyOf(roots), List.copyOf(classes)));
            return 1000L * roots.size();
        };
    }

    @AfterEach
    void close() throws IOException {
        node.close();
    }

    @Test
    void shouldMeasureARunThatHasBegunAndThenOnlyWhatHasAllocated() throws Exception {
        setup("a.b", "Entry");
        node.supervise();
        Asked first = next();
        assertEquals(2, first.roots().size());
        assertEquals(List.of("guest.Entry"), first.classes().stream().map(Class::getName).toList());
        awaitMeasured(2000);
        later();
        send((int) (QUOTA >> 23));
        later();
        assertEquals(0, asked.size());
        send((int) (QUOTA >> 22));
        later();
        next();
    }

    @Test
    void shouldNotMeasureMoreOftenThanIsAllowed() throws Exception {
        setup("a.b", "Entry");
        node.supervise();
        next();
        awaitMeasured(2000);
        send((int) (QUOTA >> 21));
        node.clock.advance(Duration.ofMillis(1999));
        node.supervise();
        assertEquals(0, asked.size());
        later();
        next();
    }

    @Test
    void shouldDetachTheModuleThatKeepsMost() throws Exception {
        setup("a.b", "Entry");
        node.supervise();
        next();
        awaitMeasured(2000);
        setup("a.c", "Large"); // at the same time, by a clock that stands still
        node.meter = (roots, classes, limitBytes) -> classes.size() == 2 ? QUOTA + 1
                : roots.stream().anyMatch(root -> root.getClass().getSimpleName().equals("Large")) ? QUOTA : 10;
        await(() -> {
            later(); // what is found comes with the next look
            return probe("a.c").contains(" DETACHED ");
        });
        assertTrue(probe("a.c").contains(" reason=retained-heap "), probe("a.c"));
        assertTrue(probe("a.b").contains(" ACTIVE "), probe("a.b"));
        assertEquals(1, node.counters.snapshot().get("node.events.detached"));
    }

    @Test
    void shouldHandOutTasksOfTimersAndThreadsUntilTheyAreOver() throws Exception {
        Path jar = BundleBuilder.module("a.b", "1.0.0", """
                public void start(ModuleContext context) {
                    context.every(600_000, new Kept());
                    context.after(600_000, new Over()).cancel();
                    context.thread("long", new Waiting());
                }
                static class Kept implements Runnable { public void run() {} }
                static class Over implements Runnable { public void run() {} }
                static class Waiting implements ThreadTask {
                    public void run(OwnThread self) { self.sleep(600_000); }
                }
                """).build(directory.resolve("tasks.jar"));
        assertEquals(200, node.send(node.setup("a.b_1.0.0", node.serve(jar), message -> message)).code().code());
        node.supervise();
        assertEquals(Set.of("Entry", "Kept", "Waiting"), next().roots().stream()
                .map(root -> root.getClass().getSimpleName()).collect(Collectors.toSet()));
    }

    /** A module that allocates a megabyte for each packet. */
    private void setup(String name, String entry) throws IOException {
        Path jar = BundleBuilder.bundle(name, "1.0.0").header("NetServ-Module", "guest." + entry)
                .source("guest." + entry, "public class " + entry + """
                         implements Module {
                            static byte[] garbage;
                            public void start(ModuleContext context) {
                                context.register(packet -> {
                                    garbage = new byte[1 << 20];
                                    return Verdict.ACCEPT;
                                });
                            }
                        }
                        """).build(directory.resolve(name + ".jar"));
        assertEquals(200, node.send(node.setup(name + "_1.0.0", node.serve(jar), message -> message
                .header("filter-proto", "udp").header("filter-ipv4", "10.0.2.0/24"))).code().code());
    }

    private void send(int count) {
        for (int i = 0; i < count; i++) {
            PacketBatch batch = TestPackets.batch(2048,
                    TestPackets.ipv4(0x0b000001, 0x0a000201, 17, TestPackets.udp(1, 5060, (byte) 1)));
            node.path.worker(0).process(batch);
        }
    }

    /** The gauge is set when all else is. */
    private void awaitMeasured(long bytes) {
        await(() -> node.counters.snapshot().getOrDefault(GAUGE, 0L) == bytes);
    }

    private Asked next() throws InterruptedException {
        Asked next = asked.poll(30, TimeUnit.SECONDS);
        assertTrue(next != null, "nothing was measured");
        return next;
    }

    private void later() {
        node.clock.advance(Duration.ofSeconds(2));
        node.supervise();
    }

    private static void await(BooleanSupplier condition) {
        boolean holds = condition.getAsBoolean();
        for (int i = 0; i < 3000 && !holds; i++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            holds = condition.getAsBoolean();
        }
        assertTrue(holds);
    }

    private String probe(String module) {
        return node.send(node.request(Method.PROBE, module)).body();
    }
}
