package org.netserv.node.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netserv.node.sandbox.InstalledModule;
import org.netserv.node.sandbox.ModuleSettings;
import org.netserv.node.sandbox.SandboxException;
import org.netserv.testing.BundleBuilder;
import org.osgi.framework.BundleActivator;

/** Classic Activators, and bundles that look for the framework. */
class RestrictedActivatorTest {
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

    @ParameterizedTest
    @ValueSource(strings = {"PacketProcessor.class, (PacketProcessor) p -> Verdict.DROP, null",
        "PacketProcessor.class.getName(), (PacketProcessor) p -> Verdict.DROP, null",
        "new String[] {PacketProcessor.class.getName()}, (PacketProcessor) p -> Verdict.DROP, new Hashtable<>()"})
    void shouldTakeRegisteredServiceAsProcessor(String arguments) throws Exception {
        InstalledModule module = install("""
                private ServiceRegistration<?> registration;
                public void start(BundleContext context) {
                    registration = context.registerService(""" + arguments + ");" + """
                    check(context.getProperty("k").equals("v") && context.getProperty("java.home") == null
                        && context.getBundle().getSymbolicName().equals("a.b")
                        && context.getBundle().getVersion().equals(new Version("1.0.0"))
                        && context.equals(context) && context.hashCode() != 0);
                }
                public void stop(BundleContext context) { registration.unregister(); }
                """);
        assertTrue(module.start().isPresent());
        module.stop();
        assertEquals("UNINSTALLED", module.state());
    }

    @Test
    void shouldForgetServiceThatIsUnregisteredDuringStart() throws Exception {
        InstalledModule module = install("public void start(BundleContext context) {"
                + "context.registerService(PacketProcessor.class, p -> Verdict.DROP, null).unregister(); }"
                + "public void stop(BundleContext context) {}");
        assertFalse(module.start().isPresent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"context.getBundles()", "context.installBundle(\"file:x\")", "context.getBundle(0)",
        "context.getBundle(\"x\")", "context.getBundle().adapt(Object.class)", "context.getBundle().getBundleContext()",
        "context.getBundle().uninstall()", "context.getBundle().getDataFile(\"x\")", "context.getDataFile(\"x\")",
        "context.addBundleListener(null)", "context.addServiceListener(null)", "context.addFrameworkListener(null)",
        "context.getServiceReference(\"x\")", "context.getServiceReferences(\"x\", null)", "context.getService(null)",
        "context.createFilter(\"x\")", "context.registerService(Runnable.class, () -> {}, null)",
        "context.registerService(PacketProcessor.class, p -> Verdict.DROP, null).getReference()",
        "context.registerService(\"org.osgi.framework.hooks.weaving.WeavingHook\", new Object(), null)"})
    void shouldRefuseWhatReachesTheFramework(String call) throws Exception {
        install("""
                public void start(BundleContext context) throws Exception {
                    try {
                        %s;
                    } catch (SecurityException e) {
                        check(e.getMessage().contains("registerService"));
                        return;
                    }
                    throw new AssertionError("not refused");
                }
                public void stop(BundleContext context) {}
                """.formatted(call)).start();
    }

    /** The real bundle can be had; a real context cannot, nor code that was not inspected. */
    @Test
    void shouldNotLetBundleGetRealContextByFrameworkUtil() throws Exception {
        install("""
                public void start(BundleContext context) throws Exception {
                    Bundle own = FrameworkUtil.getBundle(getClass());
                    check(own != null && own.getBundleContext() == null && own.adapt(BundleContext.class) == null);
                    own.start();
                    check(own.getState() == Bundle.RESOLVED && own.getBundleContext() == null);
                    try {
                        own.start(Bundle.START_TRANSIENT);
                        check(false);
                    } catch (BundleException e) {
                        check(own.getBundleContext() == null);
                    }
                    check(FrameworkUtil.getBundle(Bundle.class) == null);
                    check(FrameworkUtil.getBundle(PacketProcessor.class) == null);
                    check(((BundleReference) getClass().getClassLoader()).getBundle() == own);
                }
                public void stop(BundleContext context) {}
                """).start();
    }

    @Test
    void shouldNotResolveCodeThatBundleUpdatesItselfWith() throws Exception {
        Path other = node.jar(BundleBuilder.bundle("a.b", "2.0.0").header("Eclipse-BuddyPolicy", "app")
                .header("Import-Package", "org.osgi.framework").source("guest.Fresh", "public class Fresh {}"));
        InstalledModule module = install("""
                public void start(BundleContext context) throws Exception {
                    Bundle own = FrameworkUtil.getBundle(getClass());
                    own.update(new java.io.FileInputStream("%s"));
                    try {
                        own.loadClass("guest.Fresh");
                    } catch (ClassNotFoundException e) {
                        check(own.getState() == Bundle.INSTALLED && own.getVersion().getMajor() == 2);
                        return;
                    }
                    throw new AssertionError("loaded");
                }
                public void stop(BundleContext context) {}
                """.formatted(other));
        module.start();
        module.stop();
    }

    private InstalledModule install(String body) throws SandboxException {
        Path jar = node.jar(BundleBuilder.bundle("a.b", "1.0.0").header("Bundle-Activator", "guest.Entry")
                .header("Import-Package", "org.netserv.api,org.osgi.framework").against(BundleActivator.class)
                .source("guest.Entry",
                        "import org.osgi.framework.*; public class Entry implements BundleActivator {" + body
                                + "static void check(boolean holds) { if (!holds) throw new AssertionError(); } }"));
        return node.container("alice").install(jar, new ModuleSettings("a.b", "1.0.0", Map.of("k", "v"), List.of()));
    }
}
