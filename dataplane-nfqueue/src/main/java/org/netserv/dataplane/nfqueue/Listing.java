package org.netserv.dataplane.nfqueue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What iptables lists of a table.
 *
 * @param chains rules by chain, in order, as it spells them, without {@code -A} and the chain
 */
record Listing(Map<String, List<String>> chains) {
    /** A table with nothing in it. */
    static final Listing EMPTY = new Listing(Map.of());

    private static final Pattern LINE = Pattern.compile("-([PNA]) (\\S+) ?(.*)");

    /** Reads the lines of {@code iptables -S}. */
    static Listing of(List<String> lines) {
        Map<String, List<String>> chains = new LinkedHashMap<>();
        for (String line : lines) {
            Matcher parts = LINE.matcher(line);
            if (parts.matches()) {
                List<String> rules = chains.computeIfAbsent(parts.group(2), chain -> new ArrayList<>());
                if ("A".equals(parts.group(1))) {
                    rules.add(parts.group(3));
                }
            }
        }
        return new Listing(chains);
    }

    /** The rules of a chain; null if there is no such chain. */
    @Nullable
    List<String> rules(String chain) {
        return chains.get(chain);
    }

    /** Whether there is such a chain. */
    boolean has(String chain) {
        return chains.containsKey(chain);
    }

    /** Whether a rule, as it is listed, leads to a chain. */
    static boolean leads(String rule, String chain) {
        return rule.endsWith("-j " + chain) || rule.endsWith("-g " + chain);
    }
}
