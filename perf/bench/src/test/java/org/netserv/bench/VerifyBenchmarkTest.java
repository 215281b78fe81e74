package org.netserv.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.netserv.apps.keepalive.KeepAliveResponder;
import org.netserv.apps.netmonitor.NetMonitor;

class VerifyBenchmarkTest {
    private static final String GUARD = "org/netserv/node/guard/Guard";

    private static VerifyBenchmark of(String jar) {
        VerifyBenchmark benchmark = new VerifyBenchmark();
        benchmark.jar = jar;
        benchmark.prepare();
        return benchmark;
    }

    private static boolean hasGuard(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(GUARD);
    }

    @Test
    void shouldWeaveAllClassesOfTheJarThatTheParameterNames() throws Exception {
        Map<String, Class<?>> entries = Map.of("netmonitor", NetMonitor.class, "keepalive", KeepAliveResponder.class);
        for (Map.Entry<String, Class<?>> entry : entries.entrySet()) {
            Map<String, byte[]> woven = of(entry.getKey()).verify();
            String type = entry.getValue().getName().replace('.', '/') + ".class";
            assertTrue(woven.containsKey(type) && hasGuard(woven.get(type)), type);
            assertEquals(ModuleClasses.original(ModuleClasses.jar(entry.getValue())).keySet(), woven.keySet());
        }
    }

    @Test
    void shouldWriteAllClassesAsTheyAreInTheReference() throws Exception {
        List<byte[]> written = of("keepalive").reference();
        assertEquals(of("keepalive").verify().size(), written.size());
        assertFalse(written.stream().anyMatch(VerifyBenchmarkTest::hasGuard));
    }
}
