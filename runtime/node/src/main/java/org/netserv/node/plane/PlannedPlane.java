package org.netserv.node.plane;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A plane that is to be opened.
 *
 * @param provider what makes it
 * @param options as its provider understands them
 * @param workers the packet threads that it will have
 */
record PlannedPlane(ForwardingPlane.Provider provider, Map<String, String> options, ForwardingPlane.Workers workers) {
    /** The option of planes that names their interfaces. */
    static final String INTERFACES = "interfaces";
    /** The option of planes that names their network namespace. */
    static final String NAMESPACE = "namespace";
    private static final String ALL = "all";

    PlannedPlane {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /** One whose options its provider has found right. */
    static PlannedPlane of(ForwardingPlane.Provider provider, Map<String, String> options) throws PlaneException {
        return new PlannedPlane(provider, options, provider.workers(options));
    }

    String name() {
        return provider.name();
    }

    /** The interfaces that its options name; none if it has all. */
    Set<String> interfaces() {
        String value = options.getOrDefault(INTERFACES, ALL);
        return ALL.equals(value) ? Set.of() : new LinkedHashSet<>(Arrays.asList(value.split(",", -1)));
    }

    String namespace() {
        return options.getOrDefault(NAMESPACE, "");
    }

    /** The same plane on these interfaces. */
    PlannedPlane on(Iterable<String> interfaces) throws PlaneException {
        Map<String, String> changed = new LinkedHashMap<>(options);
        changed.put(INTERFACES, String.join(",", interfaces));
        return of(provider, changed);
    }

    /** The same plane with more interfaces; with all if it has all. */
    PlannedPlane with(List<String> more) throws PlaneException {
        Set<String> interfaces = new LinkedHashSet<>(interfaces());
        if (interfaces.isEmpty()) {
            return this;
        }
        interfaces.addAll(more);
        return on(interfaces);
    }
}
