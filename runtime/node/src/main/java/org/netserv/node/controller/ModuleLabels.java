package org.netserv.node.controller;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Modules' counters among all of the node's, by their labels: {@code module.USER.ID.[wN.]name}. <b>Thread.</b> Any. */
final class ModuleLabels {
    private ModuleLabels() {}

    /** A module's counters by name, over all packet threads and its own. */
    static Map<String, Long> all(NavigableMap<String, Long> snapshot, String user, String id) {
        return of(snapshot, user, id, true);
    }

    /** Those that packet threads have no part in. */
    static Map<String, Long> own(NavigableMap<String, Long> snapshot, String user, String id) {
        return of(snapshot, user, id, false);
    }

    private static Map<String, Long> of(NavigableMap<String, Long> snapshot, String user, String id,
            boolean packetThreads) {
        String prefix = "module." + user + "." + id + ".";
        Map<String, Long> counters = new TreeMap<>();
        snapshot.subMap(prefix, prefix + Character.MAX_VALUE).forEach((label, value) -> {
            int name = behindThread(label, prefix.length());
            if (packetThreads || name == prefix.length()) {
                counters.merge(label.substring(name), value, Long::sum);
            }
        });
        return counters;
    }

    /** Where the name begins in a label: behind {@code wN.}, if there is such. */
    private static int behindThread(String label, int from) {
        if (!label.startsWith("w", from)) {
            return from;
        }
        int end = from + 1;
        while (end < label.length() && Character.isDigit(label.charAt(end))) {
            end++;
        }
        return end > from + 1 && label.startsWith(".", end) ? end + 1 : from;
    }
}
