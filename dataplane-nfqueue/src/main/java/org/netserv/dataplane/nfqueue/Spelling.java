package org.netserv.dataplane.nfqueue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How iptables lists the rules that we have put somewhere.
 *
 * <p><b>Thread.</b> One at a time.
 */
final class Spelling {
    private Map<List<String>, String> lines = Map.of();

    /** A rule as it is listed; null if that is not known. */
    @Nullable
    String of(List<String> rule) {
        return lines.get(rule);
    }

    /** Knows these rules and no others. False if they cannot be those that are listed; then it knows what it did before. */
    boolean learn(List<List<String>> rules, List<String> listed) {
        if (rules.size() != listed.size()) {
            return false;
        }
        Map<List<String>, String> learnt = new HashMap<>();
        for (int i = 0; i < rules.size(); i++) {
            String line = listed.get(i);
            String elsewhere = learnt.put(rules.get(i), line);
            String before = lines.get(rules.get(i));
            // It looks as it did and as it does elsewhere, or others have been at the chains between our change and this.
            if ((elsewhere != null && !elsewhere.equals(line)) || (before != null && !before.equals(line))) {
                return false;
            }
        }
        lines = learnt;
        return true;
    }

    /** Knows none. */
    void forget() {
        lines = Map.of();
    }
}
