package org.netserv.perf.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a rate depends on, as names and values: of the machine, its kernel, the tools, and this JVM. Host name, paths and
 * kernel command line are left out: they identify a machine and explain nothing.
 *
 * <p>Names that begin with {@code software.} tell what was measured; all others tell on what. {@link
 * Fingerprint} compares.
 */
public final class Environment {
    private static final List<String> SYSCTLS = List.of("net.core.bpf_jit_enable", "net.core.bpf_jit_harden",
            "net.core.busy_poll", "net.core.busy_read", "net.core.default_qdisc", "net.core.dev_weight",
            "net.core.gro_normal_batch", "net.core.netdev_budget", "net.core.netdev_budget_usecs",
            "net.core.netdev_max_backlog", "net.core.optmem_max", "net.core.rmem_default", "net.core.rmem_max",
            "net.core.rps_sock_flow_entries", "net.core.skb_defer_max", "net.core.wmem_default", "net.core.wmem_max",
            "net.netfilter.nf_conntrack_acct", "net.netfilter.nf_conntrack_buckets",
            "net.netfilter.nf_conntrack_checksum", "net.netfilter.nf_conntrack_events",
            "net.netfilter.nf_conntrack_max", "net.netfilter.nf_conntrack_timestamp",
            "net.netfilter.nf_conntrack_udp_timeout", "net.netfilter.nf_conntrack_udp_timeout_stream",
            "kernel.numa_balancing", "kernel.sched_rt_period_us", "kernel.sched_rt_runtime_us",
            "kernel.sched_autogroup_enabled", "kernel.timer_migration");
    private static final double GIB = 1024.0 * 1024;

    private final Path root;
    private final Map<String, String> values = new TreeMap<>();

    private Environment(Path root) {
        this.root = root;
    }

    /**
     * Of this machine and this JVM. The same before and after a router with Netfilter was there: the kernel's connection
     * tracking is loaded first.
     *
     * @param more what only the caller knows: {@code placement}, {@code napi}, {@code software.jvm.args}, &hellip;
     */
    public static Map<String, String> read(Map<String, String> more) {
        Tools.loadConnectionTracking();
        Environment environment = new Environment(Path.of("/"));
        environment.processor();
        environment.kernel();
        environment.virtualMachine();
        environment.values.putAll(Tools.versions());
        more.forEach(environment::put);
        return environment.values();
    }

    /** Of the machine alone, whose {@code /proc} and {@code /sys} lie below a folder. */
    static Map<String, String> machine(Path root) {
        Environment environment = new Environment(root);
        environment.processor();
        environment.kernel();
        return environment.values();
    }

    /**
     * JVM arguments as one may publish them: comments and line ends go, and of each absolute path the last name is left.
     *
     * @param lines of an argument file
     */
    public static String arguments(List<String> lines) {
        List<String> arguments = new ArrayList<>();
        for (String line : lines) {
            String argument = line.strip();
            if (!argument.isEmpty() && !argument.startsWith("#")) {
                arguments.add(argument.replaceAll("/[^\\s:=,]*/", "…/"));
            }
        }
        return String.join(" ", arguments);
    }

    private Map<String, String> values() {
        return new LinkedHashMap<>(values);
    }

    private void processor() {
        Map<String, String> first = new TreeMap<>();
        int count = 0;
        for (String line : lines("proc/cpuinfo")) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                String name = line.substring(0, colon).strip();
                first.putIfAbsent(name, line.substring(colon + 1).strip());
                count += name.equals("processor") ? 1 : 0;
            }
        }
        put("cpu.model", first.getOrDefault("model name", "unknown"));
        put("cpu.family", first.getOrDefault("cpu family", "") + "/" + first.getOrDefault("model", "") + "/"
                + first.getOrDefault("stepping", ""));
        put("cpu.count", Integer.toString(count));
        put("cpu.cache", first.getOrDefault("cache size", ""));
        put("cpu.siblings", text("sys/devices/system/cpu/cpu0/topology/thread_siblings_list"));
        boolean hypervisor = (" " + first.getOrDefault("flags", "") + " ").contains(" hypervisor ");
        put("cpu.hypervisor", hypervisor ? "yes" : "no");
        put("cpu.governor", text("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"));
        put("cpu.mitigations", mitigations());
        for (String line : lines("proc/meminfo")) {
            if (line.startsWith("MemTotal:")) {
                double kib = Double.parseDouble(line.replaceAll("[^0-9]", ""));
                put("memory", String.format(Locale.ROOT, "%.0f GiB", kib / GIB));
            }
        }
    }

    private void kernel() {
        put("kernel.release", text("proc/sys/kernel/osrelease"));
        put("kernel.version", text("proc/sys/kernel/version").replaceAll(" \\S{3} \\S{3} +\\d.*", ""));
        put("kernel.clocksource", text("sys/devices/system/clocksource/clocksource0/current_clocksource"));
        put("kernel.preempt", text("sys/kernel/debug/sched/preempt"));
        put("kernel.hugepages", text("sys/kernel/mm/transparent_hugepage/enabled"));
        for (String name : SYSCTLS) {
            put("sysctl." + name, text("proc/sys/" + name.replace('.', '/')));
        }
    }

    private void virtualMachine() {
        put("software.jvm", Runtime.version() + ", " + System.getProperty("java.vm.name") + ", "
                + System.getProperty("java.vendor"));
    }

    /** Those in force, without those that this processor does not need. */
    private String mitigations() {
        Map<String, String> found = new TreeMap<>();
        Path folder = root.resolve("sys/devices/system/cpu/vulnerabilities");
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String state = Files.readString(file).strip();
                if (!state.equals("Not affected")) {
                    found.put(file.getFileName().toString(), state);
                }
            }
        } catch (IOException e) {
            return "";
        }
        List<String> parts = new ArrayList<>();
        found.forEach((name, state) -> parts.add(name + ": " + state));
        return String.join("; ", parts);
    }

    /** Empty values say nothing, and are left out. */
    private void put(String name, String value) {
        if (!value.isBlank()) {
            values.put(name, value.strip());
        }
    }

    private String text(String path) {
        return String.join(" ", lines(path)).strip();
    }

    /** None if the kernel does not have it. */
    private List<String> lines(String path) {
        try {
            return Files.readAllLines(root.resolve(path));
        } catch (IOException e) {
            return List.of();
        }
    }
}
