package org.netserv.api;

/** What becomes of a packet after a {@link PacketProcessor} has seen it. */
public enum Verdict {

    /** It goes on, with the changes made to it: to the next module of the chain, then out of the router. */
    ACCEPT,

    /** It is dropped and counted. */
    DROP,

    /**
     * It goes back to where it came from, as it now stands: the module has turned it into an answer, addresses
     * included. No further module sees it. Its source address must lie within the publisher's authorised prefixes,
     * else it is dropped and counted.
     */
    REPLY,

    /**
     * It ends here: the module has taken what it needs of it, during the call. Unlike {@link #DROP} it is not counted
     * as a drop.
     */
    CONSUME
}
