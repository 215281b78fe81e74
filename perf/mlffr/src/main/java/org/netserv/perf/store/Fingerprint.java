package org.netserv.perf.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Tells two environments apart. What was measured may differ: versions of the software are what runs are compared for. On
 * what it was measured may not: then absolute rates say nothing about one another, and ratios within each run still do.
 */
public final class Fingerprint {
    private static final String SOFTWARE = "software.";

    private Fingerprint() {}

    /** Lines that differ of the machine, its kernel and its settings; empty if absolute rates can be compared. */
    public static List<String> differences(Map<String, String> before, Map<String, String> after) {
        return differences(before, after, false);
    }

    /** Lines that differ of the software that was measured. */
    public static List<String> softwareDifferences(Map<String, String> before, Map<String, String> after) {
        return differences(before, after, true);
    }

    private static List<String> differences(Map<String, String> before, Map<String, String> after, boolean software) {
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        List<String> lines = new ArrayList<>();
        for (String name : names) {
            String one = before.getOrDefault(name, "not known");
            String other = after.getOrDefault(name, "not known");
            if (name.startsWith(SOFTWARE) == software && !Objects.equals(one, other)) {
                lines.add(name + ": " + one + " → " + other);
            }
        }
        return lines;
    }
}
