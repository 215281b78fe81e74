package org.netserv.dataplane.xdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.netserv.dataplane.xdp.ring.PortGroup.Copying;
import org.netserv.ffi.NativeThread;
import org.netserv.node.plane.PlaneException;

/**
 * How the plane is set up.
 *
 * @param interfaces where packets come in and leave; empty for all Ethernet interfaces that are up at the start
 * @param queues receive queues of the interface that has most, each with a packet thread; 0 to ask the kernel
 * @param quarantine number of packet threads for modules that are being tried
 * @param cpus where packet threads of all modules are pinned, in turn; empty for nowhere
 * @param nice of packet threads of all modules, -20 to 19
 * @param mode where the XDP program runs
 * @param copying how packets get into the memory
 * @param ringSize entries of receive and transmit rings, a power of two
 * @param frames of each port, a power of two
 * @param huge whether the memory is to be of huge pages
 * @param forward whether the XDP program forwards what no module wants
 * @param mark of packets that the node sends by the stack
 * @param namespace network namespace that the plane works in; empty for the process's own
 */
record XdpOptions(List<String> interfaces, int queues, int quarantine, List<Integer> cpus, int nice, Mode mode,
        Copying copying, int ringSize, int frames, boolean huge, boolean forward, int mark, String namespace) {

    /** Where the XDP program runs. */
    enum Mode {
        /** In the driver if it can, else in the stack. */
        AUTO,
        /** In the driver. */
        NATIVE,
        /** In the stack. */
        GENERIC
    }

    private static final int MAX_QUEUES = 64;
    /** As that of the other plane. */
    private static final int DEFAULT_NICE = -10;
    private static final int DEFAULT_MARK = 0x4e53;
    private static final int DEFAULT_RING = 2048;
    private static final int DEFAULT_FRAMES = 4096;
    private static final Set<String> NAMES = new TreeSet<>(List.of("interfaces", "queues", "quarantine-threads", "cpus",
            "nice", "mode", "copy", "ring-size", "frames", "huge-pages", "fast-path", "mark", "namespace"));

    XdpOptions {
        interfaces = List.copyOf(interfaces);
        cpus = List.copyOf(cpus);
    }

    /** Reads options; every error names the option, its value, and what was expected. */
    static XdpOptions parse(Map<String, String> options) throws PlaneException {
        for (String name : options.keySet()) {
            if (!NAMES.contains(name)) {
                throw new PlaneException("xdp has no option \"" + name + "\": expected one of " + NAMES);
            }
        }
        String namespace = options.getOrDefault("namespace", "");
        if (!namespace.matches("([A-Za-z0-9_][A-Za-z0-9_.-]*)?")) {
            throw wrong("namespace", namespace, "the name of a network namespace");
        }
        int ring = powerOfTwo(options, "ring-size", DEFAULT_RING, 64, 1 << 15);
        int frames = powerOfTwo(options, "frames", DEFAULT_FRAMES, 256, 1 << 17);
        // What waits in quarantine must not keep all frames from the others.
        if (frames < 2 * ring) {
            throw wrong("frames", Integer.toString(frames), "at least twice ring-size, which is " + ring);
        }
        return new XdpOptions(interfaces(options.getOrDefault("interfaces", "all")),
                "auto".equals(options.getOrDefault("queues", "auto")) ? 0 : number(options, "queues", 0, 1, MAX_QUEUES),
                number(options, "quarantine-threads", 1, 0, MAX_QUEUES),
                cpus(options.getOrDefault("cpus", "all"), NativeThread.allowedCpus()),
                number(options, "nice", DEFAULT_NICE, -20, 19), mode(options.getOrDefault("mode", "auto")),
                copying(options.getOrDefault("copy", "auto")), ring, frames, flag(options, "huge-pages"),
                forward(options.getOrDefault("fast-path", "pass")),
                number(options, "mark", DEFAULT_MARK, 1, Integer.MAX_VALUE), namespace);
    }

    private static List<String> interfaces(String value) throws PlaneException {
        if ("all".equals(value)) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        for (String name : value.split(",", -1)) {
            if (!name.matches("[^\\s/:,]{1,15}") || names.contains(name)) {
                throw wrong("interfaces", value, "all, or a comma-separated list of interfaces, each once");
            }
            names.add(name);
        }
        return names;
    }

    private static Mode mode(String value) throws PlaneException {
        return switch (value) {
            case "auto" -> Mode.AUTO;
            case "native" -> Mode.NATIVE;
            case "generic" -> Mode.GENERIC;
            default -> throw wrong("mode", value, "native, generic or auto");
        };
    }

    private static Copying copying(String value) throws PlaneException {
        return switch (value) {
            case "auto" -> Copying.AUTO;
            case "yes" -> Copying.COPY;
            case "no" -> Copying.ZERO_COPY;
            default -> throw wrong("copy", value, "yes, no (zero copy) or auto");
        };
    }

    private static boolean forward(String value) throws PlaneException {
        return switch (value) {
            case "forward" -> true;
            case "pass" -> false;
            default -> throw wrong("fast-path", value, "forward or pass");
        };
    }

    private static List<Integer> cpus(String value, List<Integer> allowed) throws PlaneException {
        if ("all".equals(value)) {
            return allowed;
        }
        List<Integer> cpus = new ArrayList<>();
        if ("none".equals(value)) {
            return cpus;
        }
        for (String text : value.split(",", -1)) {
            Integer cpu = parseInt(text, 10);
            if (cpu == null || !allowed.contains(cpu)) {
                throw wrong("cpus", value, "all, none, or a comma-separated list of CPUs out of " + allowed);
            }
            cpus.add(cpu);
        }
        return cpus;
    }

    private static int powerOfTwo(Map<String, String> options, String name, int fallback, int low, int high)
            throws PlaneException {
        int number = number(options, name, fallback, low, high);
        if (Integer.bitCount(number) != 1) {
            throw wrong(name, String.valueOf(options.get(name)), "a power of two, of " + low + " to " + high);
        }
        return number;
    }

    private static int number(Map<String, String> options, String name, int fallback, int low, int high)
            throws PlaneException {
        String value = options.get(name);
        if (value == null) {
            return fallback;
        }
        Integer number = value.startsWith("0x") ? parseInt(value.substring(2), 16) : parseInt(value, 10);
        if (number == null || number < low || number > high) {
            throw wrong(name, value, "a number of " + low + " to " + high);
        }
        return number;
    }

    private static @Nullable Integer parseInt(String text, int radix) {
        try {
            return Integer.valueOf(text, radix);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static boolean flag(Map<String, String> options, String name) throws PlaneException {
        String value = options.getOrDefault(name, "no");
        return switch (value) {
            case "yes" -> true;
            case "no" -> false;
            default -> throw wrong(name, value, "yes or no");
        };
    }

    private static PlaneException wrong(String name, String value, String expected) {
        return new PlaneException("xdp option " + name + "=\"" + value + "\": expected " + expected);
    }
}
