package org.netserv.node.controller;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Modules' counters among all of the node's, by their labels: {@code module.USER.ID.[wN.]name}. <b>Thread.</b> Any. */
final class ModuleLabels {
    private static final Pattern PACKET_THREAD = Pattern.compile("^w[0-9]+\\.");

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
            String rest = label.substring(prefix.length());
            String name = PACKET_THREAD.matcher(rest).replaceFirst("");
            if (packetThreads || name.length() == rest.length()) {
                counters.merge(name, value, Long::sum);
            }
        });
        return counters;
    }
}
