package org.netserv.dataplane.common;

/** What a thread of the plane does again and again, and shows of it. */
public interface WatchedLoop extends Runnable {
    /** What waits for it is to wait on. */
    int WAIT_ON = -1;

    /**
     * The longest that one waits for packets: it beats between any two looks of the watchdog, and well within the age that an XDP
     * program allows a heartbeat.
     */
    int IDLE_MILLIS = 180;

    /** Goes on until it is told to end. When it has died, another thread may call it again: it begins anew, and loses no packet. */
    @Override
    void run();

    /**
     * A number that changes while it gets on: with each batch, and each {@link #IDLE_MILLIS} when there is none.
     *
     * <p><b>Thread.</b> Any.
     */
    long beats();

    /**
     * Whether something waits for it: one that has nothing to do may get no CPU time, and misses nothing.
     *
     * <p><b>Thread.</b> The watchdog's.
     */
    boolean hasWork();

    /**
     * Lets pass what waits for it, as it does not get on; how many packets these were, or {@link #WAIT_ON}.
     *
     * <p><b>Thread.</b> The watchdog's.
     */
    int relieve();
}
