package org.netserv.signaling.api;

/** How a message may travel. */
public enum Transfer {
    /** It may be lost, and anybody may read it. It travels in a datagram if it fits into one. */
    UNRELIABLE,
    /** It arrives once, in order with others of its session, or its loss is reported. */
    RELIABLE,
    /** The same, and over TLS. */
    SECURE;

    /** Whether it needs a messaging association. */
    public boolean needsAssociation() {
        return this != UNRELIABLE;
    }
}
