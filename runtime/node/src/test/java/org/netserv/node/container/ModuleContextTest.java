package org.netserv.node.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netserv.node.sandbox.InstalledModule;
import org.netserv.node.sandbox.Quota;
import org.netserv.node.sandbox.ThreadPlacement;

/** What a module, compiled and started, gets from its context. */
class ModuleContextTest {
    private static final String CUSTOM = "module.alice.a.b_1.0.0.custom.";

    @TempDir
    Path directory;

    private TestNode node;

    @BeforeEach
    void open() {
        node = new TestNode(directory);
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void shouldRunTimersAgainAndAgainOnModulesThread() throws Exception {
        node.start(node.container("alice"), """
                Thread own = Thread.currentThread();
                context.every(1, () -> {
                    if (Thread.currentThread() == own) {
                        context.counter("runs").increment();
                    }
                });
                context.after(0, () -> context.counter("once").increment());
                """);
        await(() -> node.count(CUSTOM + "runs") >= 5);
        assertEquals(1, node.count(CUSTOM + "once"));
    }

    @Test
    void shouldCountWhatModulesOwnThreadUses() throws Exception {
        node.start(node.container("alice"), """
                byte[][] kept = new byte[10][];
                for (int i = 0; i < kept.length; i++) {
                    kept[i] = new byte[100_000];
                }
                context.every(1, () -> kept[0] = new byte[2_000_000]);
                """);
        assertTrue(node.count("module.alice.a.b_1.0.0.allocated_bytes") >= 1_000_000);
        long start = node.count("module.alice.a.b_1.0.0.cpu_nanos");
        assertTrue(start > 0);
        await(() -> node.count("module.alice.a.b_1.0.0.allocated_bytes") >= 3_000_000);
        await(() -> node.count("module.alice.a.b_1.0.0.cpu_nanos") > start);
    }

    @Test
    void shouldStartModulesOwnThreadInItsPlaceAndCloseThatLast() throws Exception {
        List<String> events = new CopyOnWriteArrayList<>();
        ThreadPlacement placement = new ThreadPlacement() {
            @Override
            public void start(Runnable starts) {
                Thread.ofPlatform().name("placed").start(() -> {
                    events.add(Thread.currentThread().getName());
                    starts.run();
                });
            }

            @Override
            public void close() {
                events.add("closed");
            }
        };
        FrameworkContainer container = node.container("alice", Quota.DEFAULT, placement);
        node.start(container, "context.after(0, () -> {});");
        container.close();
        container.close();
        assertEquals(List.of("placed", "closed"), events);
    }

    @Test
    void shouldRefuseToStoreMoreThanQuotaAndCountIt() throws Exception {
        Quota tight = new Quota(100, 1, 1, 1, 1, 1, 1, 10_000, 0, 0);
        node.start(node.container("alice", tight, ThreadPlacement.NONE), """
                var out = context.storage().write("f", false);
                try {
                    for (int i = 0; i < 10_000; i++) {
                        out.write(i);
                        context.counter("written").increment();
                    }
                } catch (java.io.IOException e) {
                    context.counter("refused").increment();
                }
                try {
                    context.storage().put("k", new byte[0]);
                } catch (java.io.IOException e) {
                    context.counter("refused").increment();
                }
                """);
        assertEquals(10_000 - StorageQuota.FILE_BYTES, node.count(CUSTOM + "written"));
        assertEquals(2, node.count(CUSTOM + "refused"));
        assertEquals(2, node.count("module.alice.a.b_1.0.0.storage_over"));
    }

    @Test
    void shouldGoOnWhenTimerTaskThrows() throws Exception {
        node.start(node.container("alice"), """
                context.every(1, () -> {
                    context.counter("runs").increment();
                    throw new NoSuchMethodError("missing");
                });
                """);
        await(() -> node.count(CUSTOM + "runs") >= 3);
        assertTrue(node.count("module.alice.a.b_1.0.0.timer_faults") >= 2);
    }

    @Test
    void shouldCancelTimers() throws Exception {
        node.start(node.container("alice"), """
                Timer[] timer = new Timer[1];
                timer[0] = context.every(1, () -> {
                    context.counter("runs").increment();
                    timer[0].cancel();
                });
                context.after(60_000, () -> context.counter("late").increment()).cancel();
                context.after(100, () -> context.counter("end").increment());
                """);
        await(() -> node.count(CUSTOM + "end") == 1);
        assertEquals(1, node.count(CUSTOM + "runs"));
    }

    @Test
    void shouldStopTimersBeforeModuleStops() throws Exception {
        InstalledModule module = node.install(node.container("alice"), """
                private ModuleContext context;
                private boolean stopped;
                public void start(ModuleContext context) {
                    this.context = context;
                    context.counter("none");
                    context.every(1, () -> {
                        if (stopped) {
                            try {
                                context.storage().put("late", new byte[0]);
                            } catch (java.io.IOException e) {
                                throw new RuntimeException(e);
                            }
                        }
                        context.counter("runs").increment();
                    });
                }
                public void stop() throws Exception {
                    stopped = true;
                    try {
                        context.after(0, () -> {});
                    } catch (IllegalStateException e) {
                        context.storage().put("refused", e.getMessage().getBytes());
                    }
                }
                """);
        module.start();
        await(() -> node.count(CUSTOM + "runs") >= 2);
        module.stop();
        assertEquals("the module is stopping: no new timers", stored("refused"));
        assertTrue(Files.notExists(key("late")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "context.every(0, () -> {})|IllegalArgumentException: the period must be at least 1 ms: periodMillis=0",
        "context.after(-1, () -> {})|IllegalArgumentException: the delay must not be negative: delayMillis=-1",
        "for (int i = 0; ; i++) context.after(60_000, () -> {})|IllegalStateException: a module has at most 1024 timers",
        "for (int i = 0; ; i++) context.counter(\"c\" + i)"
                + "|IllegalStateException: a module has at most 64 counters: name=c64",
        "context.counter(\"Bad\")"
                + "|IllegalArgumentException: a counter's name matches [a-z0-9_.-]{1,48}: name=Bad",
        "context.storage().put(\"../x\", new byte[0])|IllegalArgumentException: keys and file names match"
                + " [A-Za-z0-9][A-Za-z0-9._-]{0,99}: name=../x",
        "context.storage().write(\"a/b\", false)|IllegalArgumentException: keys and file names match"
                + " [A-Za-z0-9][A-Za-z0-9._-]{0,99}: name=a/b",
        "context.storage().put(\"x\", new byte[(1 << 20) + 1])"
                + "|IOException: the value of x has 1048577 bytes: expected at most 1048576",
        "context.storage().get(\"x\")|FileNotFoundException: there is no key x",
        "context.storage().read(\"x\")|FileNotFoundException: there is no file x",
        "for (int i = 0; ; i++) context.storage().write(\"x\", true)"
                + "|IOException: a module has at most 32 files open at once",
        "context.register(p -> Verdict.DROP); context.register(p -> Verdict.DROP)"
                + "|IllegalStateException: the module has registered a processor already",
        "context.properties().clear()|UnsupportedOperationException: null"})
    void shouldRefuseMisuseWithOneSentence(String misuse, String expected) throws Exception {
        node.start(node.container("alice"), "try {" + misuse + ";} catch (Exception e) {"
                + "context.storage().put(\"thrown\", (e.getClass().getSimpleName() + \": \" + e.getMessage()).getBytes());}");
        assertEquals(expected, stored("thrown"));
    }

    @Test
    void shouldRefuseRegistrationAfterStart() throws Exception {
        node.start(node.container("alice"), """
                context.after(50, () -> {
                    try {
                        context.register(packet -> Verdict.DROP);
                    } catch (IllegalStateException e) {
                        context.counter("refused").increment();
                    }
                });
                """);
        await(() -> node.count(CUSTOM + "refused") == 1);
    }

    @Test
    void shouldKeepValuesAndFilesForNextModule() throws Exception {
        FrameworkContainer container = node.container("alice");
        InstalledModule module = node.start(container, """
                Storage storage = context.storage();
                storage.put("k", "old".getBytes());
                storage.put("k", "new".getBytes());
                storage.put("gone", new byte[0]);
                storage.write("f", false).write("one".getBytes()); // left open
                try (var out = storage.write("f", true)) {
                    out.write("two".getBytes());
                }
                if (!storage.remove("gone") || storage.remove("gone") || storage.contains("gone")) {
                    throw new AssertionError();
                }
                """);
        module.stop();
        node.start(container, """
                Storage storage = context.storage();
                storage.put("read", (new String(storage.get("k")) + new String(storage.read("f").readAllBytes())
                    + storage.keys() + storage.files() + storage.delete("f") + storage.files()).getBytes());
                """);
        assertEquals("newonetwo[k][f]true[]", stored("read"));
    }

    /** Everything the context handed out, used by a thread that outlives the module. */
    @Test
    void shouldEndEverythingWithTheModule() throws Exception {
        InstalledModule module = node.install(node.container("alice"), """
                public void start(ModuleContext context) throws Exception {
                    PacketEmitter emitter = context.emitter();
                    DatagramSender datagrams = context.datagrams();
                    Storage storage = context.storage();
                    Counter counter = context.counter("c");
                    Log log = context.log();
                    var out = storage.write("f", false);
                    List<java.util.concurrent.Callable<Object>> calls = List.of(
                        () -> context.moduleId(), () -> context.nodeId(), () -> context.properties(),
                        () -> context.log(), () -> context.counter("c"), () -> context.emitter(),
                        () -> context.datagrams(), () -> context.storage(), () -> context.permittedPorts(),
                        () -> context.every(1, () -> {}), () -> { context.register(p -> null); return null; },
                        () -> emitter.emit(new byte[20], 0, 20), () -> datagrams.permits(null),
                        () -> storage.keys(), () -> storage.contains("k"), () -> { counter.add(1); return null; },
                        () -> counter.value());
                    Thread thread = new Thread(() -> {
                        try {
                            while (true) {
                                context.nodeId();
                                Thread.onSpinWait();
                            }
                        } catch (IllegalStateException ended) {
                            log.info("nothing");
                            int refused = 0;
                            for (var call : calls) {
                                try {
                                    call.call();
                                } catch (IllegalStateException e) {
                                    refused++;
                                } catch (Exception e) {
                                    // not as it should be
                                }
                            }
                            System.setProperty("netserv.test.refused", refused + " of " + calls.size());
                        }
                    });
                    thread.start();
                }
                """);
        module.start();
        module.stop();
        await(() -> System.getProperty("netserv.test.refused") != null);
        assertEquals("17 of 17", System.getProperty("netserv.test.refused"));
        System.clearProperty("netserv.test.refused");
    }

    private Path key(String key) {
        return node.directoryOf("alice").resolve("storage/keys").resolve(key);
    }

    private String stored(String key) throws IOException {
        return Files.readString(key(key));
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(10));
        while (!condition.getAsBoolean()) {
            assertTrue(Instant.now().isBefore(deadline), "timed out");
            Thread.sleep(5);
        }
    }
}
