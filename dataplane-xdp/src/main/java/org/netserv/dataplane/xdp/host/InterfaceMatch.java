package org.netserv.dataplane.xdp.host;

import java.util.List;

/**
 * Which interfaces a rule names.
 *
 * @param names of interfaces; one that ends in {@code +} or {@code *} stands for all that begin so
 * @param others whether all but these are meant
 */
record InterfaceMatch(List<String> names, boolean others) {
    /** A rule that names none holds for all. */
    static final InterfaceMatch ANY = new InterfaceMatch(List.of(), true);

    InterfaceMatch {
        names = List.copyOf(names);
    }

    /** That one alone, or all but that one. */
    static InterfaceMatch of(String name, boolean others) {
        return new InterfaceMatch(List.of(name), others);
    }

    boolean isAny() {
        return equals(ANY);
    }

    boolean matches(String name) {
        return names.stream().anyMatch(each -> stands(each, name)) != others;
    }

    private static boolean stands(String pattern, String name) {
        boolean open = pattern.endsWith("+") || pattern.endsWith("*");
        return open ? name.startsWith(pattern.substring(0, pattern.length() - 1)) : name.equals(pattern);
    }
}
