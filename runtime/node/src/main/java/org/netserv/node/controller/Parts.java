package org.netserv.node.controller;

/** Takes parts of an answer while the rest of it is not there yet. <b>Thread.</b> The one that carries the message out. */
@FunctionalInterface
interface Parts {
    /** Nobody is there to take any. */
    Parts NONE = body -> false;

    /** Sends one; false if nobody takes it. */
    boolean send(String body);
}
