package org.netserv.dataplane.common;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.netserv.ffi.NativeThread;
import org.netserv.node.plane.PlaneException;

/**
 * Reads a plane's options. Every error names the plane, the option, its value, and what was expected.
 *
 * <p><b>Thread.</b> Any.
 */
public final class PlaneOptions {
    /**
     * Of packet threads. Nine times the weight of other threads: compilers and installations must not keep packets waiting. Not
     * more, as what is thrown away of the packet path's compiled code must be compiled again while packets come.
     */
    private static final int DEFAULT_NICE = -10;
    /** "NS": not a number that other software takes by default. */
    private static final int DEFAULT_MARK = 0x4e53;

    private final String plane;
    private final Map<String, String> options;

    /**
     * The options of a plane.
     *
     * @param plane its name
     * @param known the names that there may be
     * @throws PlaneException if there is another
     */
    public PlaneOptions(String plane, Map<String, String> options, Set<String> known) throws PlaneException {
        this.plane = plane;
        this.options = Map.copyOf(options);
        for (String name : options.keySet()) {
            if (!known.contains(name)) {
                throw new PlaneException(
                        plane + " has no option \"" + name + "\": expected one of " + new TreeSet<>(known));
            }
        }
    }

    /** An option as it is, or what it is when it is not given. */
    public String text(String name, String fallback) {
        return options.getOrDefault(name, fallback);
    }

    /** A number, in decimal or, behind {@code 0x}, in hexadecimal digits. */
    public int number(String name, int fallback, int low, int high) throws PlaneException {
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

    /**
     * The meaning of a word.
     *
     * @param usual the word where the option is not given
     * @param meanings by word
     * @param expected the words, for people
     */
    public <T> T choice(String name, String usual, Map<String, T> meanings, String expected) throws PlaneException {
        String value = text(name, usual);
        T meaning = meanings.get(value);
        if (meaning == null) {
            throw wrong(name, value, expected);
        }
        return meaning;
    }

    /** {@code yes} or {@code no}. */
    public boolean flag(String name, boolean fallback) throws PlaneException {
        String value = options.getOrDefault(name, fallback ? "yes" : "no");
        return switch (value) {
            case "yes" -> true;
            case "no" -> false;
            default -> throw wrong(name, value, "yes or no");
        };
    }

    /** Option {@code cpus}: where packet threads are pinned; empty for nowhere. */
    public List<Integer> cpus() throws PlaneException {
        List<Integer> allowed = NativeThread.allowedCpus();
        String value = options.getOrDefault("cpus", "all");
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

    /** Option {@code nice}, of packet threads of all modules: -20 to 19. */
    public int nice() throws PlaneException {
        return number("nice", DEFAULT_NICE, -20, 19);
    }

    /** Option {@code mark}, of packets that the node sends. */
    public int mark() throws PlaneException {
        return number("mark", DEFAULT_MARK, 1, Integer.MAX_VALUE);
    }

    /** Option {@code namespace}: the network namespace that the plane works in; empty for the process's own. */
    public String namespace() throws PlaneException {
        String value = options.getOrDefault("namespace", "");
        if (!value.matches("([A-Za-z0-9_][A-Za-z0-9_.-]*)?")) {
            throw wrong("namespace", value, "the name of a network namespace");
        }
        return value;
    }

    /**
     * Option {@code interfaces}; empty for all.
     *
     * @param name what an interface's name may look like
     */
    public List<String> interfaces(Pattern name) throws PlaneException {
        String value = options.getOrDefault("interfaces", "all");
        if ("all".equals(value)) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        for (String each : value.split(",", -1)) {
            if (!name.matcher(each).matches() || names.contains(each)) {
                throw wrong("interfaces", value, "all, or a comma-separated list of interfaces, each once");
            }
            names.add(each);
        }
        return names;
    }

    /** What to throw for an option with a bad value. */
    public PlaneException wrong(String name, String value, String expected) {
        return new PlaneException(plane + " option " + name + "=\"" + value + "\": expected " + expected);
    }

    private static @Nullable Integer parseInt(String text, int radix) {
        try {
            return Integer.valueOf(text, radix);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
