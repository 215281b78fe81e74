package org.netserv.node.guard;

/**
 * Names of the classes that the weaver adds to each bundle. Each bundle has its own: compilers take only constants of a class
 * for constants, and keep apart only what different classes call.
 */
public final class WovenClasses {
    /** Theirs alone: no bundle has another class in it. */
    public static final String PACKAGE = "org.netserv.woven";
    /** Has the bundle's {@link Gate} in a constant: {@code static void check()}. */
    public static final String GATE = PACKAGE + ".OwnGate";
    /**
     * The {@code org.netserv.api.PacketProcessor} by which packet threads enter the bundle's code: its constructor takes
     * the one to call.
     */
    public static final String ENTRY = PACKAGE + ".OwnEntry";

    private WovenClasses() {}

    /** Whether a class, as Java names it, is one of them. */
    public static boolean has(String name) {
        return name.startsWith(PACKAGE + ".");
    }
}
