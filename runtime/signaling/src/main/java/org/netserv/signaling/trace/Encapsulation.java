package org.netserv.signaling.trace;

/** How a message, or what is told of messages, travels. RFC 5971 §3.2. */
public enum Encapsulation {
    /** A datagram to whoever is on the path. */
    QUERY("Q-mode"),
    /** A datagram to a peer. */
    DATAGRAM("D-mode"),
    /** By a messaging association. */
    CONNECTION("C-mode"),
    /** An error of a host on the path, about a datagram. */
    ICMP("ICMP");

    private final String text;

    Encapsulation(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
