package org.netserv.api;

/** A task that waits for its time. <b>Thread.</b> Any. */
public interface Timer {

    /** Ends it. A run under way is not interrupted; further calls do nothing. */
    void cancel();
}
