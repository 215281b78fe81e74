package org.netserv.isolation.classloader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.api.PacketProcessor;
import org.netserv.isolation.heap.RetainedHeap;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.guard.Gate;
import org.netserv.node.guard.WovenClasses;
import org.netserv.node.packet.PacketView;
import org.netserv.node.path.PacketPath;
import org.netserv.node.sandbox.Container;
import org.netserv.node.sandbox.ContainerServices;
import org.netserv.node.sandbox.ContainerSettings;
import org.netserv.node.sandbox.InstalledModule;
import org.netserv.node.sandbox.ModuleSettings;
import org.netserv.node.sandbox.Quota;
import org.netserv.node.sandbox.Sandbox;
import org.netserv.node.sandbox.SandboxException;
import org.netserv.testing.BundleBuilder;
import org.osgi.framework.BundleActivator;

/** What packet threads call of real bundles. */
class OwnEntryTest {
    private static final String REGISTERS = """
            private final byte[] kept = new byte[1 << 20];
            public void start(ModuleContext context) {
                context.register(packet -> kept.length > 0 ? Verdict.CONSUME : Verdict.DROP);
            }""";

    private static final PacketView PACKET = new PacketView(MemorySegment.ofArray(new byte[64]), 0);

    @TempDir
    Path directory;

    private Container alice;
    private Container bob;

    @BeforeEach
    void open() throws Exception {
        OwnEntryTest.class.getModule().addUses(Sandbox.class);
        alice = open("alice");
        bob = open("bob");
    }

    private Container open(String user) throws SandboxException {
        Sandbox sandbox = ServiceLoader.load(Sandbox.class).stream().map(ServiceLoader.Provider::get)
                .filter(found -> found.kind().equals("classloader")).findFirst().orElseThrow();
        NodeCounters counters = NodeCounters.inMemory();
        PacketPath path = new PacketPath(1, List.of(), counters);
        return sandbox.open(
                new ContainerSettings(user, directory.resolve(user), List.of(), List.of(), List.of(), Quota.DEFAULT),
                new ContainerServices("node-1", counters, path.emitQueue(), path.workers()));
    }

    @AfterEach
    void close() {
        alice.close();
        bob.close();
    }

    @Test
    void shouldBeEachBundlesOwn() throws Exception {
        List<PacketProcessor> entries = List.of(start(alice, "a.b"), start(alice, "a.c"), start(bob, "a.b"));
        for (PacketProcessor entry : entries) {
            assertEquals(WovenClasses.ENTRY, entry.getClass().getName());
            ClassLoader loader = entry.getClass().getClassLoader();
            assertSame(loader, loader.loadClass("guest.Entry").getClassLoader());
            assertEquals("CONSUME", String.valueOf(entry.process(PACKET)));
        }
        assertNotSame(entries.get(0).getClass(), entries.get(1).getClass());
        assertNotSame(entries.get(0).getClass(), entries.get(2).getClass());
    }

    @Test
    void shouldHaveItsPublishersGate() throws Exception {
        Gate ofAlice = Gate.of(start(alice, "a.b").getClass());
        assertSame(ofAlice, Gate.of(start(alice, "a.c").getClass()));
        assertNotSame(ofAlice, Gate.of(start(bob, "a.b").getClass()));
    }

    @Test
    void shouldBeAroundWhatAnActivatorRegistersToo() throws Exception {
        PacketProcessor entry = start(alice, "a.b", BundleBuilder.bundle("a.b", "1.0.0")
                .header("Bundle-Activator", "guest.Entry")
                .header("Import-Package", "org.netserv.api,org.osgi.framework")
                .against(BundleActivator.class).source("guest.Entry", """
                        import org.osgi.framework.*;
                        public class Entry implements BundleActivator {
                            public void start(BundleContext context) {
                                PacketProcessor processor = packet -> Verdict.REPLY;
                                context.registerService(PacketProcessor.class, processor, null);
                            }
                            public void stop(BundleContext context) {}
                        }"""));
        assertEquals(WovenClasses.ENTRY, entry.getClass().getName());
        assertEquals("REPLY", String.valueOf(entry.process(PACKET)));
    }

    @Test
    void shouldSeeTheApiAlthoughItsBundleDoesNotImportIt() throws Exception {
        Path library = BundleBuilder.module("a.lib", "1.0.0", "public void start(ModuleContext context) {}")
                .source("lib.Base", "public class Base implements PacketProcessor {"
                        + " public Verdict process(Packet packet) { return Verdict.REPLY; } }")
                .header("Export-Package", "lib").build(directory.resolve("lib.jar"));
        alice.install(library, settings("a.lib")).start();
        PacketProcessor entry = start(alice, "a.b", BundleBuilder.bundle("a.b", "1.0.0").against(library)
                .header("Bundle-Activator", "guest.Entry").header("Import-Package", "lib,org.osgi.framework")
                .against(BundleActivator.class).source("guest.Own", "public class Own extends lib.Base {}")
                .source("guest.Entry", """
                        import org.osgi.framework.*;
                        public class Entry implements BundleActivator {
                            public void start(BundleContext context) {
                                context.registerService("org.netserv.api.PacketProcessor", new Own(), null);
                            }
                            public void stop(BundleContext context) {}
                        }"""));
        assertSame(entry.getClass().getClassLoader(),
                entry.getClass().getClassLoader().loadClass("guest.Own").getClassLoader());
    }

    @Test
    void shouldRefuseABundleThatBringsOne() {
        Path jar = BundleBuilder.module("a.b", "1.0.0", REGISTERS)
                .source(WovenClasses.ENTRY, "public class OwnEntry {}").build(directory.resolve("own.jar"));
        SandboxException refusal = assertThrows(SandboxException.class, () -> alice.install(jar, settings("a.b")));
        assertEquals(
                "the bundle is refused: " + WovenClasses.ENTRY + " takes the name of a class that the node provides",
                refusal.getMessage());
    }

    @Test
    void shouldNotHideWhatTheProcessorKeeps() throws Exception {
        InstalledModule module = install(alice, "a.b", BundleBuilder.module("a.b", "1.0.0", REGISTERS));
        module.start();
        assertTrue(RetainedHeap.closedPackages().isEmpty());
        assertTrue(alice.retainedBytes(List.of(module), 1 << 20) > 1 << 20);
    }

    private PacketProcessor start(Container container, String name) throws Exception {
        return start(container, name, BundleBuilder.module(name, "1.0.0", REGISTERS));
    }

    private PacketProcessor start(Container container, String name, BundleBuilder builder) throws Exception {
        return install(container, name, builder).start().orElseThrow();
    }

    private InstalledModule install(Container container, String name, BundleBuilder builder) throws Exception {
        return container.install(builder.build(directory.resolve(name + ".jar")), settings(name));
    }

    private static ModuleSettings settings(String name) {
        return new ModuleSettings(name, "1.0.0", Map.of(), List.of());
    }
}
