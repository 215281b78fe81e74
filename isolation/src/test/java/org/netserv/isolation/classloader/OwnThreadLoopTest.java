package org.netserv.isolation.classloader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.path.PacketPath;
import org.netserv.node.sandbox.Container;
import org.netserv.node.sandbox.ContainerServices;
import org.netserv.node.sandbox.ContainerSettings;
import org.netserv.node.sandbox.InstalledModule;
import org.netserv.node.sandbox.ModuleSettings;
import org.netserv.node.sandbox.Quota;
import org.netserv.node.sandbox.Sandbox;
import org.netserv.testing.BundleBuilder;

/** Woven code on a thread that a module has asked for has no limit while the module runs, and ends when it stops. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OwnThreadLoopTest {
    private static final String TURNS = "module.alice.a.b_1.0.0.custom.turns";

    @TempDir
    Path directory;

    private final NodeCounters counters = NodeCounters.inMemory();

    @ParameterizedTest
    @ValueSource(strings = {"while (true) turns.increment();",
        "while (true) { try { while (true) turns.increment(); } catch (Throwable t) { turns.increment(); } }",
        "while (true) { try { turns.increment(); } finally { continue; } }"})
    void shouldTakeThreadOutOfItsLoopWhenModuleStops(String loop) throws Exception {
        try (Container container = open()) {
            InstalledModule module = start(container, loop);
            awaitTurns(1);
            module.stop();
            assertTrue(counters.snapshot().keySet().stream().noneMatch(label -> label.startsWith("module.")),
                    () -> counters.snapshot().toString());
            assertEquals(List.of(), Thread.getAllStackTraces().keySet().stream().map(Thread::getName)
                    .filter("netserv-module-alice-a.b_1.0.0-loop"::equals).toList());
        }
    }

    @Test
    void shouldLeaveThreadAloneUntilThen() throws Exception {
        try (Container container = open()) {
            InstalledModule module = start(container, """
                    long end = System.nanoTime() + 100_000_000L;
                    while (System.nanoTime() < end) x++;
                    turns.increment();""");
            awaitTurns(1);
            module.stop();
        }
    }

    private Container open() throws Exception {
        OwnThreadLoopTest.class.getModule().addUses(Sandbox.class);
        Sandbox sandbox = ServiceLoader.load(Sandbox.class).stream().map(ServiceLoader.Provider::get)
                .filter(found -> found.kind().equals("classloader")).findFirst().orElseThrow();
        PacketPath path = new PacketPath(1, List.of(), counters);
        return sandbox.open(
                new ContainerSettings("alice", directory.resolve("alice"), List.of(), List.of(), List.of(),
                        Quota.DEFAULT),
                new ContainerServices("node-1", counters, path.emitQueue(), path.workers()));
    }

    private InstalledModule start(Container container, String statements) throws Exception {
        Path jar = BundleBuilder.module("a.b", "1.0.0", """
                static int x;
                public void start(ModuleContext context) {
                    Counter turns = context.counter("turns");
                    context.thread("loop", self -> { %s });
                }
                """.formatted(statements)).build(directory.resolve("bundle.jar"));
        InstalledModule module = container.install(jar, new ModuleSettings("a.b", "1.0.0", Map.of(), List.of()));
        module.start();
        return module;
    }

    private void awaitTurns(long turns) {
        while (counters.snapshot().getOrDefault(TURNS, 0L) < turns) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }
}
