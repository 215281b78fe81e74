package org.netserv.node.controller;

import java.util.HashMap;
import java.util.Map;
import org.netserv.node.message.StatusCode;

/**
 * How many fetches, or requests, each publisher has under way: one whose servers hang holds neither the connections nor the disk
 * of others.
 *
 * <p><b>Thread.</b> Any.
 */
final class FetchSlots {
    static final int MAX_FETCHES = 8;

    private final String what;
    private final Map<String, Integer> underWay = new HashMap<>();

    /** @param what they are, in the plural */
    FetchSlots(String what) {
        this.what = what;
    }

    /** Takes a slot, which is to be given back. */
    synchronized void take(String user) throws Refusal {
        int taken = underWay.getOrDefault(user, 0);
        if (taken == MAX_FETCHES) {
            throw new Refusal(StatusCode.QUOTA, "user " + user + " has " + MAX_FETCHES + " " + what
                    + " under way: expected at most that many at once");
        }
        underWay.put(user, taken + 1);
    }

    /** Gives one back. */
    synchronized void release(String user) {
        underWay.computeIfPresent(user, (_, taken) -> taken == 1 ? null : taken - 1);
    }
}
