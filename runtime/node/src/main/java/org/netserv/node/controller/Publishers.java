package org.netserv.node.controller;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The publishers that the configuration names, as it is now. <b>Thread.</b> Any reads; one at a time changes. */
final class Publishers {
    private volatile Map<String, PublisherModules> byName = Map.of();

    /** The publisher of that name, or null. */
    @Nullable
    PublisherModules named(String name) {
        return byName.get(name);
    }

    /** All, in the configuration's order. */
    Collection<PublisherModules> all() {
        return byName.values();
    }

    /** From now on it is these. */
    void set(Collection<PublisherModules> publishers) {
        Map<String, PublisherModules> next = new LinkedHashMap<>();
        publishers.forEach(modules -> next.put(modules.publisher().name(), modules));
        byName = Collections.unmodifiableMap(next);
    }
}
