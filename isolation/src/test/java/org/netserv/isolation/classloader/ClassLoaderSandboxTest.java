package org.netserv.isolation.classloader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netserv.node.container.BundleCheck;
import org.netserv.node.container.FrameworkContainer;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.path.PacketPath;
import org.netserv.node.sandbox.Container;
import org.netserv.node.sandbox.ContainerServices;
import org.netserv.node.sandbox.ContainerSettings;
import org.netserv.node.sandbox.HeapMeter;
import org.netserv.node.sandbox.Quota;
import org.netserv.node.sandbox.ModuleSettings;
import org.netserv.node.sandbox.Sandbox;
import org.netserv.node.sandbox.SandboxException;
import org.netserv.node.sandbox.ThreadPlacement;
import org.netserv.node.sandbox.SandboxException.Reason;
import org.netserv.testing.BundleBuilder;

/** Real bundles, under the flags that a node is launched with, try to get out. */
class ClassLoaderSandboxTest {
    @TempDir
    Path directory;

    private ContainerSettings settings;
    private ContainerServices services;
    private Container container;

    @BeforeEach
    void open() throws SandboxException {
        NodeCounters counters = NodeCounters.inMemory();
        PacketPath path = new PacketPath(1, List.of(), counters);
        settings = new ContainerSettings("alice", directory.resolve("alice"), List.of(), List.of(), List.of(),
                Quota.DEFAULT);
        services = new ContainerServices("node-1", counters, path.emitQueue(), path.workers());
        // The second wall alone: what there is for code that got past the first.
        container = FrameworkContainer.open(settings, services, BundleCheck.NONE, HeapMeter.NONE,
                ThreadPlacement.NONE);
    }

    @Test
    void shouldRefuseWhatIsNotOnTheList() throws Exception {
        container.close();
        ClassLoaderSandboxTest.class.getModule().addUses(Sandbox.class);
        Sandbox sandbox = ServiceLoader.load(Sandbox.class).stream().map(ServiceLoader.Provider::get)
                .filter(found -> found.kind().equals("classloader")).findFirst().orElseThrow();
        container = sandbox.open(settings, services);
        Path jar = BundleBuilder.module("a.b", "1.0.0",
                "public void start(ModuleContext context) { Runtime.getRuntime().halt(1); }")
                .build(directory.resolve("bundle.jar"));
        SandboxException refusal = assertThrows(SandboxException.class,
                () -> container.install(jar, new ModuleSettings("a.b", "", Map.of(), List.of())));
        assertEquals(Reason.REJECTED, refusal.reason());
        assertEquals(
                "the bundle is refused: guest.Entry.start uses java.lang.Runtime.getRuntime, which is not on the list"
                        + " of what modules may use; and 1 more, which netserv check lists",
                refusal.getMessage());
    }

    @AfterEach
    void close() {
        container.close();
    }

    @ParameterizedTest
    @CsvSource({"sun.misc.Unsafe", "jdk.internal.misc.Unsafe", "org.agrona.concurrent.UnsafeBuffer",
        "org.netserv.node.counters.NodeCounters", "org.netserv.node.sandbox.Container",
        "org.netserv.ffi.NativeException",
        "org.netserv.isolation.classloader.ClassLoaderSandbox", "org.osgi.framework.FrameworkUtil",
        "org.eclipse.osgi.launch.EquinoxFactory", "org.slf4j.LoggerFactory", "javax.management.MBeanServer"})
    void shouldNotLetBundleSeeClassesOf(String name) throws Exception {
        assertEquals("java.lang.ClassNotFoundException", attempt("Class.forName(\"" + name + "\");"));
        assertEquals("java.lang.ClassNotFoundException",
                attempt("Thread.currentThread().getContextClassLoader().loadClass(\"" + name + "\");"));
    }

    @Test
    void shouldNotLetBundleCallNativeCode() throws Exception {
        assertEquals("java.lang.IllegalCallerException", attempt("""
                java.lang.foreign.Linker linker = java.lang.foreign.Linker.nativeLinker();
                linker.downcallHandle(linker.defaultLookup().findOrThrow("getpid"),
                    java.lang.foreign.FunctionDescriptor.of(java.lang.foreign.ValueLayout.JAVA_INT)).invoke();"""));
        assertEquals("java.lang.IllegalCallerException",
                attempt("java.lang.foreign.MemorySegment.ofAddress(4096).reinterpret(8);"));
        assertEquals("java.lang.IllegalCallerException", attempt("System.load(\"/lib/libnone.so\");"));
    }

    @Test
    void shouldNotLetBundleReflectIntoTheJdk() throws Exception {
        assertEquals("java.lang.reflect.InaccessibleObjectException",
                attempt("String.class.getDeclaredField(\"value\").setAccessible(true);"));
        assertEquals("java.lang.reflect.InaccessibleObjectException",
                attempt("ClassLoader.class.getDeclaredMethod(\"findClass\", String.class).setAccessible(true);"));
    }

    @Test
    void shouldNotLetBundleReflectIntoTheNode() throws Exception {
        assertEquals("java.lang.reflect.InaccessibleObjectException",
                attempt("context.getClass().getDeclaredField(\"thread\").setAccessible(true);"));
        assertEquals("java.lang.IllegalAccessException",
                attempt("context.getClass().getMethod(\"moduleId\").invoke(context);"));
    }

    @Test
    void shouldDenyUnsafeMemoryEvenToWhoFindsTheClass() throws Exception {
        assertEquals("java.lang.UnsupportedOperationException", attempt("""
                Class<?> type = ClassLoader.getSystemClassLoader().loadClass("sun.misc.Unsafe");
                java.lang.reflect.Field field = type.getDeclaredField("theUnsafe");
                field.setAccessible(true);
                try {
                    type.getMethod("getLong", long.class).invoke(field.get(null), 4096L);
                } catch (java.lang.reflect.InvocationTargetException e) {
                    throw e.getCause();
                }"""));
    }

    @ParameterizedTest
    @CsvSource({"sun.misc", "org.agrona", "org.netserv.node.counters", "jdk.internal.misc", "javax.management"})
    void shouldNotInstallBundleThatImports(String name) {
        BundleBuilder builder = BundleBuilder
                .module("a.b", "1.0.0", "public void start(ModuleContext context) {}")
                .header("Import-Package", "org.netserv.api," + name);
        SandboxException refusal = assertThrows(SandboxException.class, () -> container
                .install(builder.build(directory.resolve("bundle.jar")),
                        new ModuleSettings("a.b", "", Map.of(), List.of())));
        assertEquals(Reason.DEPENDENCY, refusal.reason());
        assertTrue(String.valueOf(refusal.getMessage()).contains(name), refusal::toString);
    }

    /** Lets a module execute statements in its start; the class name of what they throw, or "nothing". */
    private String attempt(String statements) throws Exception {
        Path jar = BundleBuilder.module("a.b", "1.0.0", """
                public void start(ModuleContext context) throws Exception {
                    String result = "nothing";
                    try {
                        attempt(context);
                    } catch (Throwable thrown) {
                        result = thrown.getClass().getName();
                    }
                    context.storage().put("result", result.getBytes());
                }
                private void attempt(ModuleContext context) throws Throwable {
                """ + statements + "}").build(directory.resolve("bundle.jar"));
        var module = container.install(jar, new ModuleSettings("a.b", "1.0.0", Map.of(), List.of()));
        module.start();
        module.stop();
        return Files.readString(directory.resolve("alice/storage/keys/result"));
    }
}
