package org.netserv.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.netserv.api.Module;
import org.netserv.api.PacketProcessor;
import org.netserv.apps.netmonitor.NetMonitor;
import org.netserv.node.guard.WovenClasses;

class ModuleClassesTest {
    private static PacketProcessor start(ModuleCode code) {
        return ModuleClasses.start(NetMonitor.class, code, new BenchContext(Map.of()));
    }

    @Test
    void shouldDefineTheModulesClassesByALoaderOfTheirOwn() {
        for (ModuleCode code : ModuleCode.values()) {
            PacketProcessor monitor = start(code);
            assertEquals(code == ModuleCode.PLAIN ? NetMonitor.class.getName() : WovenClasses.ENTRY,
                    monitor.getClass().getName());
            assertNotSame(NetMonitor.class, monitor.getClass());
            assertInstanceOf(ModuleClasses.class, monitor.getClass().getClassLoader());
        }
    }

    @Test
    void shouldTakeModulesFromAJarOnly() {
        assertThrows(IllegalStateException.class,
                () -> ModuleClasses.start(Unpackaged.class, ModuleCode.PLAIN, new BenchContext(Map.of())));
    }

    /** In a folder of classes. */
    private abstract static class Unpackaged implements Module {}
}
