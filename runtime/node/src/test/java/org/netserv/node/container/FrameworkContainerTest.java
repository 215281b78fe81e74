package org.netserv.node.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.api.PacketProcessor;
import org.netserv.node.sandbox.InstalledModule;
import org.netserv.node.sandbox.SandboxException;
import org.netserv.testing.BundleBuilder;

class FrameworkContainerTest {
    @TempDir
    Path directory;

    @Test
    void shouldInstallStartAndStopModule() throws SandboxException {
        try (TestNode node = new TestNode(directory)) {
            Path jar = BundleBuilder.module("a.b", "1.0.0", """
                    public void start(ModuleContext context) {
                        context.counter("started").increment();
                        context.register(packet -> Verdict.CONSUME);
                    }
                    """).build(directory.resolve("a.jar"));
            FrameworkContainer container = node.container("alice");
            InstalledModule module = container.install(jar, TestNode.settings("a.b", "1.0.0"));
            assertEquals("INSTALLED", module.state());
            Optional<PacketProcessor> processor = module.start();
            assertEquals("ACTIVE", module.state());
            assertEquals(1, node.count("module.a.b_1.0.0.custom.started"));
            assertTrue(processor.isPresent());
            module.stop();
            assertEquals("UNINSTALLED", module.state());
            assertEquals(Map.of(), node.counts("module."));
        }
    }
}
