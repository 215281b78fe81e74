package org.netserv.node.guard;

/** Takes a thread out of publishers' code that it has been in for too long. Has no stack trace: making one takes time. */
public final class Overstay extends Error {
    private static final long serialVersionUID = 1L;

    Overstay() {
        super("the module was stopped because it did not return in time", null, false, false);
    }
}
