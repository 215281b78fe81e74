package org.netserv.node.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netserv.api.PacketProcessor;
import org.netserv.node.guard.Gate;
import org.netserv.node.guard.Warden;
import org.netserv.node.guard.Watch;
import org.netserv.node.packet.PacketView;
import org.netserv.node.sandbox.InstalledModule;
import org.netserv.node.sandbox.Quota;

/** Threads that a module asks for, and what it may not do on those of the packet path. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OwnThreadsTest {
    private static final String MODULE = "module.alice.a.b_1.0.0.";
    private static final String NAME = "netserv-module-alice-a.b_1.0.0-";

    /** Counts the calls that a packet thread is refused, and the others. */
    private static final String WAITS = """
            public void start(ModuleContext context) throws Exception {
                Counter refused = context.counter("refused");
                Counter done = context.counter("done");
                Storage storage = context.storage();
                var out = storage.write("f", false);
                var in = storage.read("f");
                DatagramSender datagrams = context.datagrams();
                Map<String, java.util.concurrent.Callable<Object>> calls = new TreeMap<>();
                calls.put("put", () -> { storage.put("k", new byte[1]); return null; });
                calls.put("get", () -> storage.get("k"));
                calls.put("contains", () -> storage.contains("k"));
                calls.put("remove", () -> storage.remove("k"));
                calls.put("keys", () -> storage.keys());
                calls.put("files", () -> storage.files());
                calls.put("delete", () -> storage.delete("f"));
                calls.put("read", () -> storage.read("f"));
                calls.put("write", () -> storage.write("f", true));
                calls.put("in.read", () -> in.read());
                calls.put("in.readAllBytes", () -> in.readAllBytes());
                calls.put("in.skip", () -> in.skip(1));
                calls.put("in.available", () -> in.available());
                calls.put("in.close", () -> { in.close(); return null; });
                calls.put("out.write", () -> { out.write(1); return null; });
                calls.put("out.write all", () -> { out.write(new byte[2]); return null; });
                calls.put("out.flush", () -> { out.flush(); return null; });
                calls.put("out.close", () -> { out.close(); return null; });
                calls.put("send", () -> datagrams.send(null, new byte[1], 0, 1));
                calls.put("counter", () -> context.counter("none"));
                calls.put("every", () -> context.every(1, () -> {}));
                calls.put("after", () -> context.after(1, () -> {}));
                calls.put("thread", () -> { context.thread("t", self -> {}); return null; });
                calls.put("register", () -> { context.register(p -> null); return null; });
                context.register(packet -> {
                    calls.forEach((name, call) -> {
                        try {
                            call.call();
                            done.increment();
                        } catch (IllegalStateException e) {
                            refused.increment();
                        } catch (Exception e) {
                            done.increment();
                        }
                    });
                    return Verdict.ACCEPT;
                });
            }
            """;

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
    void shouldRunAfterStartAndUntilModuleStops() throws Exception {
        InstalledModule module = node.install(node.container("alice"), """
                private boolean started;
                private ModuleContext context;
                public void start(ModuleContext given) {
                    context = given;
                    Counter runs = context.counter("runs");
                    context.thread("work", self -> {
                        context.storage().put("begun", (started + " " + Thread.currentThread().getName() + " "
                            + Thread.currentThread().isDaemon()).getBytes());
                        runs.increment();
                        boolean slept = self.sleep(1) && self.sleep(0) && self.sleep(60_000);
                        context.storage().put("ended", (slept + " " + self.stopping()).getBytes());
                    });
                    started = true;
                }
                """);
        module.start();
        await(() -> node.count(MODULE + "custom.runs") == 1);
        assertEquals("true " + NAME + "work true", stored("begun"));
        module.stop();
        assertEquals("false true", stored("ended"));
        assertFalse(isAlive(NAME + "work"));
    }

    @Test
    void shouldEndThreadThatDoesNotHeedTheStop() throws Exception {
        InstalledModule module = node.start(node.container("alice"), """
                Counter ends = context.counter("ends");
                context.thread("deaf", self -> {
                    ends.increment();
                    Thread.sleep(60_000);
                });
                """);
        await(() -> node.count(MODULE + "custom.ends") == 1);
        module.stop();
        assertFalse(isAlive(NAME + "deaf"));
    }

    @Test
    void shouldNotBeginThreadsOfModuleWhoseStartFails() throws Exception {
        InstalledModule module = node.install(node.container("alice"), """
                public void start(ModuleContext context) {
                    for (int i = 0; ; i++) {
                        context.thread("t" + i, self -> context.storage().put("begun", new byte[0]));
                    }
                }
                """);
        try {
            module.start();
        } catch (Exception refused) {
            String message = String.valueOf(refused.getMessage());
            assertTrue(message.endsWith("the publisher has as many threads as it may: name=t4"), message);
        }
        assertTrue(Files.notExists(key("begun")));
    }

    @Test
    void shouldGrantThreadsToAllModulesOfAPublisherTogether() throws Exception {
        FrameworkContainer container = node.container("alice");
        String body = """
                int made = 0;
                try {
                    for (; made < 100; made++) {
                        context.thread("t" + made, self -> self.sleep(60_000));
                    }
                } catch (IllegalStateException e) {
                    context.storage().put("made", ("" + made).getBytes());
                }
                """;
        InstalledModule first = node.start(container, body);
        assertEquals(Integer.toString(Quota.DEFAULT.threads()), stored("made"));
        assertEquals(1, node.count(MODULE + "threads_over"));
        InstalledModule second = node.start(container, body);
        assertEquals("0", stored("made"));
        first.stop();
        second.stop();
        node.start(container, body);
        assertEquals(Integer.toString(Quota.DEFAULT.threads()), stored("made"));
    }

    @Test
    void shouldGiveAllowanceBackWhenTaskEnds() throws Exception {
        node.start(node.container("alice"), """
                Counter runs = context.counter("runs");
                context.every(1, () -> context.thread("short", self -> runs.increment()));
                """);
        await(() -> node.count(MODULE + "custom.runs") >= 3L * Quota.DEFAULT.threads());
    }

    @Test
    void shouldCountWhatATaskThrows() throws Exception {
        node.start(node.container("alice"), """
                context.thread("bad", self -> { throw new java.io.IOException("no"); });
                context.thread("worse", self -> { throw new Error() {
                    public String getMessage() { throw this; }
                }; });
                """);
        await(() -> node.count(MODULE + "timer_faults") == 2);
        await(() -> !isAlive(NAME + "bad") && !isAlive(NAME + "worse"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "context.thread(\"A b\", self -> {})"
                + "|IllegalArgumentException: a thread's name matches [a-z0-9_.-]{1,32}: name=A b",
        "context.thread(\"a\", null)|NullPointerException: task"})
    void shouldRefuseMisuseWithOneSentence(String misuse, String expected) throws Exception {
        node.start(node.container("alice"), "try {" + misuse + ";} catch (Exception e) {"
                + "context.storage().put(\"thrown\", (e.getClass().getSimpleName() + \": \" + e.getMessage()).getBytes());}");
        assertEquals(expected, stored("thrown"));
    }

    @Test
    void shouldLetNobodySleepInItsPlace() throws Exception {
        node.start(node.container("alice"), """
                context.thread("own", self -> {
                    try {
                        self.sleep(-1);
                    } catch (IllegalArgumentException e) {
                        context.after(0, () -> {
                            try {
                                self.sleep(0);
                            } catch (IllegalStateException f) {
                                context.counter("refused").increment();
                            }
                        });
                    }
                    self.sleep(60_000);
                });
                """);
        await(() -> node.count(MODULE + "custom.refused") == 1);
    }

    @Test
    void shouldKeepWhatMayWaitOffPacketThreads() throws Exception {
        InstalledModule module = node.install(node.container("alice"), WAITS);
        PacketProcessor processor = module.start().orElseThrow();
        PacketView view = new PacketView(Arena.ofAuto().allocate(64), 0);
        FutureTask<Object> call = new FutureTask<>(() -> {
            Watch watch = Warden.watch();
            watch.markPacketThread();
            watch.enter(Gate.of(processor.getClass()), Watch.UNLIMITED);
            try {
                return processor.process(view);
            } finally {
                watch.leave();
            }
        });
        Thread.ofPlatform().start(call);
        call.get();
        assertEquals(0, node.count(MODULE + "custom.done"));
        assertEquals(24, node.count(MODULE + "custom.refused"));
    }

    private static boolean isAlive(String name) {
        return Thread.getAllStackTraces().keySet().stream().anyMatch(thread -> thread.getName().equals(name));
    }

    private Path key(String key) {
        return node.directoryOf("alice").resolve("storage/keys").resolve(key);
    }

    private String stored(String key) throws Exception {
        return Files.readString(key(key));
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }
}
