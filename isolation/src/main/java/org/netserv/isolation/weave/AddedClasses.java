package org.netserv.isolation.weave;

import java.util.Map;
import org.netserv.node.guard.WovenClasses;

/** The classes that are added to each bundle: {@link OwnGate} and {@link OwnEntry}. <b>Thread.</b> Any. */
public final class AddedClasses {
    /** The package that is theirs alone, as class files have it. */
    public static final String PACKAGE = WovenClasses.PACKAGE.replace('.', '/');

    private AddedClasses() {}

    /** Their class files, by the names of their entries in a JAR. */
    public static Map<String, byte[]> files() {
        return Map.of(entry(WovenClasses.GATE), OwnGate.bytes(), entry(WovenClasses.ENTRY), OwnEntry.bytes());
    }

    /** Whether an entry of a JAR is one of them. */
    public static boolean has(String entry) {
        return entry.startsWith(PACKAGE + "/");
    }

    private static String entry(String type) {
        return type.replace('.', '/') + ".class";
    }
}
