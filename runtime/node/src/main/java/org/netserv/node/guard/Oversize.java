package org.netserv.node.guard;

/** Refuses publishers' code an array, a collection or a search that is larger than the limit. */
public final class Oversize extends Error {
    private static final long serialVersionUID = 1L;

    Oversize(long size) {
        super("a module asked for " + size + " at once, which is more than it may", null, false, false);
    }
}
