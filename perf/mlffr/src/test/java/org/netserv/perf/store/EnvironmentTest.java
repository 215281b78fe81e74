package org.netserv.perf.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentTest {
    @TempDir
    Path root;

    @Test
    void shouldReadTheMachine() throws Exception {
        file("proc/cpuinfo", "processor\t: 0\nmodel name\t: Abacus 9\nflags\t\t: fpu hypervisor\n\nprocessor\t: 1\n");
        file("proc/meminfo", "MemTotal:        8123456 kB\n");
        file("proc/sys/kernel/osrelease", "6.18.0\n");
        file("proc/sys/kernel/version", "#1 SMP PREEMPT_DYNAMIC Mon Nov 23 10:00:00 UTC 2026\n");
        file("proc/sys/kernel/hostname", "secret\n");
        file("proc/cmdline", "root=/dev/secret\n");
        file("proc/sys/net/core/netdev_budget", "300\n");
        file("sys/devices/system/cpu/vulnerabilities/meltdown", "Not affected\n");
        file("sys/devices/system/cpu/vulnerabilities/spectre_v2", "Mitigation: Retpolines\n");
        Map<String, String> machine = Environment.machine(root);
        assertEquals("Abacus 9", machine.get("cpu.model"));
        assertEquals("2", machine.get("cpu.count"));
        assertEquals("yes", machine.get("cpu.hypervisor"));
        assertEquals("8 GiB", machine.get("memory"));
        assertEquals("#1 SMP PREEMPT_DYNAMIC", machine.get("kernel.version"));
        assertEquals("300", machine.get("sysctl.net.core.netdev_budget"));
        assertEquals("spectre_v2: Mitigation: Retpolines", machine.get("cpu.mitigations"));
        assertFalse(machine.toString().contains("secret"), machine.toString());
        assertFalse(machine.containsKey("sysctl.net.core.rmem_max"), "what is not there is left out");
    }

    @Test
    void shouldReadThisMachineWithoutNamingIt() {
        Map<String, String> here = Environment.read(Map.of("placement", "one core", "empty", ""));
        assertEquals("one core", here.get("placement"));
        assertFalse(here.containsKey("empty"));
        assertTrue(here.containsKey("software.jvm"));
        assertTrue(Integer.parseInt(here.getOrDefault("cpu.count", "0")) > 0);
        assertFalse(here.toString().contains(System.getProperty("user.dir")));
    }

    @Test
    void shouldLeavePathsOutOfArguments() {
        assertEquals("-Xmx512m -Dnetserv.home=…/netserv @…/run.args", Environment.arguments(
                List.of("# A comment", "", "-Xmx512m", "-Dnetserv.home=/home/me/netserv", "@/opt/x/run.args")));
    }

    @Test
    void shouldTellTheMachineFromTheSoftware() {
        Map<String, String> before = Map.of("cpu.model", "A", "software.jvm", "25", "kernel.release", "6.18");
        Map<String, String> after = Map.of("cpu.model", "B", "software.jvm", "26", "kernel.release", "6.18", "napi",
                "yes");
        assertEquals(List.of("cpu.model: A → B", "napi: not known → yes"), Fingerprint.differences(before, after));
        assertEquals(List.of("software.jvm: 25 → 26"), Fingerprint.softwareDifferences(before, after));
        assertEquals(List.of(), Fingerprint.differences(before, before));
    }

    private void file(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
