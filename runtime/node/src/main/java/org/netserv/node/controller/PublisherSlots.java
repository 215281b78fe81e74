package org.netserv.node.controller;

import java.util.HashMap;
import java.util.Map;
import org.netserv.node.message.StatusCode;

/**
 * How much of a kind each publisher has under way, such as fetches: one whose servers hang holds neither the connections nor the
 * disk of others.
 *
 * <p><b>Thread.</b> Any.
 */
final class PublisherSlots {
    static final int MOST = 8;

    private final String what;
    private final Map<String, Integer> underWay = new HashMap<>();

    /** @param what they are, in the plural */
    PublisherSlots(String what) {
        this.what = what;
    }

    /** Takes a slot, which is to be given back. */
    synchronized void take(String user) throws Refusal {
        int taken = underWay.getOrDefault(user, 0);
        if (taken == MOST) {
            throw new Refusal(StatusCode.QUOTA, "user " + user + " has " + MOST + " " + what
                    + " under way: expected at most that many at once");
        }
        underWay.put(user, taken + 1);
    }

    /** Gives one back. */
    synchronized void release(String user) {
        underWay.computeIfPresent(user, (_, taken) -> taken == 1 ? null : taken - 1);
    }
}
