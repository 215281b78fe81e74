package org.netserv.perf.signaling;

import java.util.Locale;

/** What is asked of a node. */
public enum Kind {
    /** A Query and its Response, of which the node keeps nothing. */
    STATELESS(25_000),
    /** A Query, its Response and the Confirm, after which the node has state. */
    HANDSHAKE(10_000);

    private final int aim;

    Kind(int aim) {
        this.aim = aim;
    }

    /** How many a second are aimed at. */
    int aim() {
        return aim;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
