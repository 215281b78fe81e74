package org.netserv.dataplane.nfqueue;

import org.netserv.node.plane.PlaneException;

/** A program that cannot be run, or does not end: what it would have said is not known, nor what it has done. */
final class ProgramUnavailable extends PlaneException {
    private static final long serialVersionUID = 1L;

    ProgramUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
