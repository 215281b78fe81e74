package org.netserv.signaling.engine;

/** What an engine counts. */
public enum Count {
    RECEIVED_QUERIES, RECEIVED_RESPONSES, RECEIVED_CONFIRMS, RECEIVED_DATA, RECEIVED_ERRORS, RECEIVED_HELLOS, SENT_QUERIES, SENT_RESPONSES, SENT_CONFIRMS, SENT_DATA, SENT_ERRORS, SENT_HELLOS,
    /** ICMP errors that say that nobody listens where a Query of ours went. */
    RECEIVED_UNREACHABLE,
    /** Queries that went on to others. */
    FORWARDED_QUERIES,
    /** Handshakes that this side has completed, first ones and refreshes. */
    HANDSHAKES,
    /** Handshakes of queriers that are in the next. */
    HANDSHAKE_COUNT,
    /** Milliseconds from the first Query to the Response, added up. */
    HANDSHAKE_MILLIS,
    /** Without the magic. */
    DROPPED_NOT_GIST,
    /** Messages with a fault. */
    DROPPED_FAULTY,
    /** A Response that answers no Query of ours. */
    DROPPED_UNASKED,
    /** Cookies that are not ours, or too old. */
    DROPPED_COOKIE,
    /** A Query of our own that came back. */
    DROPPED_OWN,
    /** Over the rate for datagrams. */
    DROPPED_RATE,
    /** Errors over their own rate. */
    DROPPED_ERROR_RATE,
    /** No room for another state. */
    DROPPED_FULL,
    /** What nobody may do to a state that is somebody else's. */
    DROPPED_NOT_PEER,
    /** Connections over TLS that came to nothing, as one side has not shown a certificate of an authorised peer. */
    DROPPED_NOT_AUTHORISED
}
