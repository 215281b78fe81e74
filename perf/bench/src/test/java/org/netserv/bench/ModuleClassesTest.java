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
    private static PacketProcessor start(boolean woven) {
        return ModuleClasses.start(NetMonitor.class, woven, new BenchContext(Map.of()));
    }

    @Test
    void shouldDefineTheModulesClassesByALoaderOfTheirOwnWovenOrNot() {
        for (boolean woven : new boolean[]{false, true}) {
            PacketProcessor monitor = start(woven);
            assertEquals(woven ? WovenClasses.ENTRY : NetMonitor.class.getName(), monitor.getClass().getName());
            assertNotSame(NetMonitor.class, monitor.getClass());
            assertInstanceOf(ModuleClasses.class, monitor.getClass().getClassLoader());
        }
    }

    @Test
    void shouldTakeModulesFromAJarOnly() {
        assertThrows(IllegalStateException.class,
                () -> ModuleClasses.start(Unpackaged.class, false, new BenchContext(Map.of())));
    }

    /** In a folder of classes. */
    private abstract static class Unpackaged implements Module {}
}
