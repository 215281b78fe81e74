package org.netserv.node.plane;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a plane finds where it is to work, before it is opened.
 *
 * @param interfaces those that it can have, of those it was asked for
 * @param refused those that it cannot have, or must leave alone, and why, in a few words
 * @param instead the plane that may take the latter; empty if none may
 */
public record Survey(List<String> interfaces, Map<String, String> refused, String instead) {
    /** Nothing is in its way. */
    public static final Survey CLEAR = new Survey(List.of(), Map.of(), "");

    /** Keeps copies. */
    public Survey {
        interfaces = List.copyOf(interfaces);
        refused = Collections.unmodifiableMap(new LinkedHashMap<>(refused));
    }
}
