package org.netserv.signaling.api;

/** Why a message was not sent, or may not have arrived. */
public enum Failure {
    /** Nobody on the path answered. */
    NO_NEXT_NODE,
    /** It has to go upstream, and nothing is known of who is there. */
    NO_ROUTE,
    /** No messaging association could be set up with the peer, or the one in use broke. */
    ASSOCIATION_FAILED,
    /** The peer offers nothing that the message may travel by. */
    NO_COMMON_STACK,
    /** It has come as far as it may: most likely it goes round. */
    NO_HOPS_LEFT,
    /** This node has as much state, or as many messages waiting, as it may. */
    OUT_OF_ROOM,
    /** The peer says that it cannot be processed. */
    REFUSED
}
