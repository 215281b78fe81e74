package org.netserv.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.netserv.apps.keepalive.KeepAliveResponder;
import org.netserv.apps.netmonitor.NetMonitor;

class VerifyBenchmarkTest {
    private static final String GUARD = "org/netserv/woven/OwnGate";

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
            Set<String> expected = new HashSet<>(ModuleClasses.original(ModuleClasses.jar(entry.getValue())).keySet());
            expected.addAll(List.of(GUARD + ".class", "org/netserv/woven/OwnEntry.class"));
            assertEquals(expected, woven.keySet());
        }
    }

    @Test
    void shouldWriteAllClassesAsTheyAreInTheReference() throws Exception {
        List<byte[]> written = of("keepalive").reference();
        assertEquals(of("keepalive").verify().size() - 2, written.size());
        assertFalse(written.stream().anyMatch(VerifyBenchmarkTest::hasGuard));
    }
}
