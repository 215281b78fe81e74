package org.netserv.node.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netserv.api.PacketProcessor;
import org.netserv.api.Verdict;
import org.netserv.node.message.Dependency;
import org.netserv.node.packet.PacketBatch;
import org.netserv.node.packet.PacketView;
import org.netserv.node.sandbox.InstalledModule;
import org.netserv.node.sandbox.ModuleSettings;
import org.netserv.node.sandbox.SandboxException;
import org.netserv.node.sandbox.SandboxException.Reason;
import org.netserv.testing.BundleBuilder;

class FrameworkContainerTest {
    private static final String NOTHING = "public void start(ModuleContext context) {}";

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
    void shouldInstallStartAndStopModule() throws Exception {
        FrameworkContainer container = node.container("alice");
        InstalledModule module = node.install(container, """
                public void start(ModuleContext context) {
                    context.counter("started").increment();
                    context.counter(context.properties().get("k")).add(context.permittedPorts().get(0));
                    context.register(packet -> Verdict.CONSUME);
                }
                """);
        assertEquals("INSTALLED", module.state());
        Optional<PacketProcessor> processor = module.start();
        assertEquals("ACTIVE", module.state());
        assertEquals("a.b_1.0.0", module.id());
        assertEquals(1, node.count("module.alice.a.b_1.0.0.custom.started"));
        assertEquals(5060, node.count("module.alice.a.b_1.0.0.custom.v"));
        assertTrue(processor.isPresent());
        module.stop();
        module.stop();
        assertEquals("UNINSTALLED", module.state());
        assertEquals(Map.of(), node.counts("module."));
        assertThreadHasEnded("netserv-module-alice-a.b_1.0.0");
        try (Stream<Path> left = Files.list(node.directoryOf("alice").resolve("incoming"))) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void shouldRunModuleOnItsOwnThreadWithItsClassLoader() throws Exception {
        node.start(node.container("alice"), """
                Thread thread = Thread.currentThread();
                context.storage().put("thread", (thread.getName() + " " + thread.isDaemon() + " " + thread.isVirtual()
                    + " " + (thread.getContextClassLoader() == getClass().getClassLoader())).getBytes());
                """);
        assertEquals("netserv-module-alice-a.b_1.0.0 true false true", stored("alice", "thread"));
    }

    @Test
    void shouldLeaveCallersContextClassLoaderAlone() throws SandboxException {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        node.container("alice");
        assertSame(before, Thread.currentThread().getContextClassLoader());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{ throw new IllegalStateException(\"no \\nport\"); }|java.lang.IllegalStateException: no  port",
        "{ throw new NoClassDefFoundError(\"x.Y\"); }|java.lang.NoClassDefFoundError: x.Y",
        "{ recurse(0); } int recurse(int i) { return recurse(i + 1) + 1; }|java.lang.StackOverflowError",
        "{ throw new Evil(); } static class Evil extends Error { public String getMessage() { throw this; } }"
                + "|guest.Entry$Evil"})
    void shouldSayWhatStartThrew(String start, String thrown) throws Exception {
        InstalledModule module = node.install(node.container("alice"), "public void start(ModuleContext c)" + start);
        SandboxException refusal = assertThrows(SandboxException.class, module::start);
        assertEquals(Reason.START_FAILED, refusal.reason());
        assertEquals("a.b_1.0.0 failed to start: it threw " + thrown, refusal.getMessage());
        assertEquals("UNINSTALLED", module.state());
        assertEquals(Map.of(), node.counts("module."));
        assertThreadHasEnded("netserv-module-alice-a.b_1.0.0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "public Entry() { throw new Error(\"e\"); }" + NOTHING + "|it threw java.lang.Error: e",
        "static int i = 1 / 0; " + NOTHING + "|it threw java.lang.ExceptionInInitializerError by"
                + " java.lang.ArithmeticException: / by zero",
        "public Entry(int i) { }" + NOTHING
                + "|it threw java.lang.ClassCastException: guest.Entry is not an entry point:"
                + " expected a public constructor without parameters, not abstract"})
    void shouldSayWhyEntryPointCannotBeMade(String body, String fault) throws Exception {
        InstalledModule module = node.install(node.container("alice"), body);
        SandboxException refusal = assertThrows(SandboxException.class, module::start);
        assertEquals("a.b_1.0.0 failed to start: " + fault, refusal.getMessage());
    }

    @Test
    void shouldRefuseEntryPointOfAnotherKind() throws Exception {
        InstalledModule module = node.container("alice").install(
                node.jar(BundleBuilder.bundle("a.b", "1.0.0").header("NetServ-Module", "guest.Entry")
                        .source("guest.Entry", "public class Entry {}")),
                TestNode.settings("a.b", "1.0.0"));
        SandboxException refusal = assertThrows(SandboxException.class, module::start);
        assertEquals(
                "a.b_1.0.0 failed to start: it threw java.lang.ClassCastException: guest.Entry is not an entry point:"
                        + " expected a public class that implements org.netserv.api.Module",
                refusal.getMessage());
    }

    @Test
    void shouldEndStartThatHangs() throws Exception {
        InstalledModule module = node.install(node.container("alice"),
                "public void start(ModuleContext context) throws Exception { Thread.sleep(60_000); }");
        SandboxException refusal = assertThrows(SandboxException.class, module::start);
        assertEquals("a.b_1.0.0 failed to start: it did not return within 3000 ms", refusal.getMessage());
        assertEquals("UNINSTALLED", module.state());
        assertThreadHasEnded("netserv-module-alice-a.b_1.0.0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"throw new IllegalStateException();", "Thread.sleep(60_000);"})
    void shouldRemoveModuleWhoseStopFails(String stop) throws Exception {
        FrameworkContainer container = node.container("alice");
        String body = NOTHING + "public void stop() throws Exception {" + stop + "}";
        InstalledModule module = node.install(container, body);
        module.start();
        module.stop();
        assertEquals("UNINSTALLED", module.state());
        assertThreadHasEnded("netserv-module-alice-a.b_1.0.0");
        node.install(container, body).start();
    }

    @Test
    void shouldNotReuseCountersOfModuleThatDoesNotEnd() throws Exception {
        InstalledModule module = node.install(node.container("alice"), NOTHING + """
                public void stop() {
                    long end = System.nanoTime() + 3_000_000_000L;
                    while (System.nanoTime() < end) {
                        Thread.onSpinWait();
                    }
                }
                """);
        module.start();
        module.stop();
        assertEquals("UNINSTALLED", module.state());
        assertEquals(0, node.count("module.alice.a.b_1.0.0.emitted"));
    }

    /** Each initialiser meets the other's, if that runs on another thread, before it needs its class. */
    @RepeatedTest(3)
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void shouldInitialiseClassesThatNeedEachOtherBeforePackets() throws Exception {
        String met = "static int value; static { Meeting.come(); value = 1 + %s.value; }";
        InstalledModule module = node.container("alice").install(node.jar(BundleBuilder.module("a.b", "1.0.0", """
                public void start(ModuleContext context) {
                    context.register(packet -> (packet.worker() == 0 ? Even.value : Odd.value) > 0
                        ? Verdict.ACCEPT : Verdict.DROP);
                }
                """).source("guest.Even", "class Even {" + met.formatted("Odd") + "}")
                .source("guest.Odd", "class Odd {" + met.formatted("Even") + "}")
                .source("guest.Meeting",
                        """
                                class Meeting {
                                    static final java.util.concurrent.CountDownLatch ALL = new java.util.concurrent.CountDownLatch(2);
                                    static void come() {
                                        ALL.countDown();
                                        try {
                                            ALL.await(100, java.util.concurrent.TimeUnit.MILLISECONDS);
                                        } catch (InterruptedException e) {
                                            throw new AssertionError(e);
                                        }
                                    }
                                }
                                """)
                .source("guest.Broken", "class Broken { static int x; static { x = 1 / x; } }")),
                TestNode.settings("a.b", "1.0.0"));
        PacketProcessor processor = module.start().orElseThrow();
        List<FutureTask<Verdict>> calls = new ArrayList<>();
        for (int worker = 0; worker < 2; worker++) {
            PacketView view = new PacketView(Arena.ofAuto().allocate(64), worker);
            calls.add(new FutureTask<>(() -> {
                view.bind(new PacketBatch(Arena.ofAuto().allocate(64)), 0);
                return processor.process(view);
            }));
        }
        calls.forEach(call -> Thread.ofPlatform().daemon().start(call));
        for (FutureTask<Verdict> call : calls) {
            assertEquals(Verdict.ACCEPT, call.get());
        }
        module.stop();
    }

    @Test
    void shouldLetGoOfClassesOfStoppedModule() throws Exception {
        InstalledModule module = node.install(node.container("alice"), """
                public void start(ModuleContext context) {
                    context.register(packet -> Verdict.DROP);
                    context.every(1, () -> context.counter("runs").increment());
                    context.log().error("e", new Exception() {});
                }
                """);
        WeakReference<Class<?>> type = new WeakReference<>(module.start().orElseThrow().getClass());
        module.stop();
        Instant deadline = Instant.now().plusSeconds(10);
        while (type.get() != null) {
            assertTrue(Instant.now().isBefore(deadline), "its classes are still there");
            System.gc();
        }
    }

    @Test
    void shouldNotStartAModuleWhoseFieldsCannotBeRead() throws Exception {
        Path absent = node
                .jar(BundleBuilder.bundle("absent", "1.0.0").source("absent.Absent", "public class Absent {}"));
        Path jar = node.jar(BundleBuilder.module("a.b", "1.0.0", "public void start(ModuleContext context) {}")
                .header("Import-Package", "org.netserv.api,absent;resolution:=optional").against(absent)
                .source("guest.Hoard", "class Hoard { absent.Absent never; static byte[] all; }"));
        InstalledModule module = node.container("alice").install(jar, TestNode.settings("a.b", "1.0.0"));
        SandboxException refusal = assertThrows(SandboxException.class, module::start);
        assertTrue(String.valueOf(refusal.getMessage()).contains("guest.Hoard has a field of a type that is not there"),
                refusal::toString);
    }

    @Test
    void shouldStopModulesWhenContainerCloses() throws Exception {
        FrameworkContainer container = node.container("alice");
        InstalledModule module = node.install(container, """
                private ModuleContext context;
                public void start(ModuleContext context) { this.context = context; }
                public void stop() throws Exception { context.storage().put("stopped", new byte[0]); }
                """);
        module.start();
        container.close();
        assertEquals("UNINSTALLED", module.state());
        assertEquals("", stored("alice", "stopped"));
    }

    @Test
    void shouldKeepPublishersApartThoughTheirModulesHaveOneName() throws Exception {
        String body = """
                static int instances;
                public void start(ModuleContext context) throws Exception {
                    instances++;
                    String seen = "";
                    try {
                        Class.forName("guest.Other");
                        seen = "other";
                    } catch (ClassNotFoundException e) {
                        seen = "none";
                    }
                    context.storage().put("seen", (instances + seen).getBytes());
                }
                """;
        node.install(node.container("alice"), body).start();
        FrameworkContainer bob = node.container("bob");
        bob.install(
                node.jar(BundleBuilder.module("c.d", "1.0.0", NOTHING).source("guest.Other", "public class Other {}")),
                TestNode.settings("c.d", "1.0.0")).start();
        node.install(bob, body).start();
        assertEquals("1none", stored("alice", "seen"));
        assertEquals("1none", stored("bob", "seen"));
    }

    @Test
    void shouldRunTwoVersionsSideBySide() throws Exception {
        FrameworkContainer container = node.container("alice");
        for (String version : List.of("1.0.0", "2.0.0")) {
            container.install(node.jar(BundleBuilder
                    .module("a.b", version, "public void start(ModuleContext context) throws Exception {"
                            + " context.storage().put(\"v" + version + "\", context.moduleId().getBytes()); }")
                    .header("Bundle-SymbolicName", "a.b;singleton:=true")), TestNode.settings("a.b", version)).start();
        }
        assertEquals("a.b_1.0.0", stored("alice", "v1.0.0"));
        assertEquals("a.b_2.0.0", stored("alice", "v2.0.0"));
    }

    @Test
    void shouldLetModulesOfOnePublisherUseEachOther() throws Exception {
        BundleBuilder library = BundleBuilder.module("lib", "1.2.0", NOTHING)
                .source("lib.Greeting", "public class Greeting { public static String text() { return \"hello\"; } }")
                .header("Export-Package", "lib;version=1.2");
        Path libraryJar = node.jar(library);
        BundleBuilder user = BundleBuilder
                .module("user", "1.0.0", "public void start(ModuleContext context) throws Exception {"
                        + " context.storage().put(\"text\", lib.Greeting.text().getBytes()); }")
                .against(libraryJar).header("Import-Package", "org.netserv.api,lib;version=\"[1,2)\"");
        Path userJar = node.jar(user);
        ModuleSettings settings = new ModuleSettings("user", "", Map.of(),
                Dependency.parseList("lib;version=\"[1.0,2.0)\""));
        FrameworkContainer alice = node.container("alice");
        InstalledModule installed = alice.install(libraryJar, TestNode.settings("lib", "1.2.0"));
        installed.start();
        InstalledModule dependent = alice.install(userJar, settings);
        installed.stop();
        dependent.start();
        assertEquals("hello", stored("alice", "text"));
        SandboxException refusal = assertThrows(SandboxException.class,
                () -> node.container("bob").install(userJar, settings));
        assertEquals(Reason.DEPENDENCY, refusal.reason());
        SandboxException unresolved = assertThrows(SandboxException.class,
                () -> node.container("carol").install(userJar, TestNode.settings("user", "1.0.0")));
        assertEquals("user_1.0.0 lacks what its manifest requires: osgi.wiring.package"
                + " (&(osgi.wiring.package=lib)(&(version>=1.0.0)(!(version>=2.0.0))))", unresolved.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"org.netserv.packet-dispatch|true", "org.netserv.packet-dispatch_1.0.0|true",
        "org.netserv.packet-dispatch;version=\"[1.0,2.0)\"|true", "org.netserv.packet-dispatch;version=1.0|true",
        "org.netserv.packet-dispatch_1.0.1|false", "org.netserv.packet-dispatch;version=\"[2.0,3.0)\"|false",
        "org.netserv.http|false"})
    void shouldKnowBuildingBlocksByNameAndRange(String dependency, boolean there) throws Exception {
        FrameworkContainer container = node.container("alice");
        assertEquals(List.of("org.netserv.packet-dispatch_1.0.0"), container.buildingBlocks());
        ModuleSettings settings = new ModuleSettings("a.b", "", Map.of(), Dependency.parseList(dependency));
        Path jar = node.jar(BundleBuilder.module("a.b", "1.0.0", NOTHING));
        if (there) {
            container.install(jar, settings);
        } else {
            SandboxException refusal = assertThrows(SandboxException.class, () -> container.install(jar, settings));
            assertEquals(Reason.DEPENDENCY, refusal.reason());
            assertEquals("a.b_1.0.0 depends on what is not here: " + settings.dependencies().getFirst(),
                    refusal.getMessage());
        }
    }

    @Test
    void shouldNameAllMissingDependencies() throws Exception {
        ModuleSettings settings = new ModuleSettings("a.b", "", Map.of(),
                Dependency.parseList("x;version=\"[1,2)\",org.netserv.packet-dispatch,y_1.0.0"));
        Path jar = node.jar(BundleBuilder.module("a.b", "1.0.0", NOTHING));
        SandboxException refusal = assertThrows(SandboxException.class,
                () -> node.container("alice").install(jar, settings));
        assertEquals("a.b_1.0.0 depends on what is not here: x;version=\"[1.0.0,2.0.0)\", y;version=\"[1.0.0,1.0.0]\"",
                refusal.getMessage());
    }

    @Test
    void shouldRefuseWhenClosed() throws Exception {
        FrameworkContainer container = node.container("alice");
        container.close();
        assertThrows(IllegalStateException.class, () -> node.install(container, NOTHING));
    }

    private String stored(String user, String key) throws IOException {
        return Files.readString(node.directoryOf(user).resolve("storage/keys").resolve(key));
    }

    /** Its last steps may still be under way. */
    private static void assertThreadHasEnded(String name) throws InterruptedException {
        Instant deadline = Instant.now().plusSeconds(10);
        while (Thread.getAllStackTraces().keySet().stream().anyMatch(thread -> thread.getName().equals(name))) {
            assertTrue(Instant.now().isBefore(deadline), name);
            Thread.sleep(5);
        }
    }
}
