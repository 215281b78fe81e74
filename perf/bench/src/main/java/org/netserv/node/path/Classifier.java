package org.netserv.node.path;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link FilterTable#classify} for benchmarks, with a chain as an object whose identity is all that counts. */
public final class Classifier {
    private Classifier() {}

    /** The chain for a packet, or null if no module wants it. */
    public static @Nullable Object classify(FilterTable table, int version, long high, long low, int protocol,
            int port) {
        return table.classify(version, high, low, protocol, port);
    }

    /** The ids of a chain's modules, in order; none for null. */
    public static List<String> modules(@Nullable Object chain) {
        List<String> ids = new ArrayList<>();
        if (chain instanceof Chain found) {
            for (int i = 0; i < found.size(); i++) {
                ids.add(found.module(i).moduleId());
            }
        }
        return ids;
    }
}
