package org.netserv.node.controller;

import java.util.HashMap;
import java.util.Map;
import org.netserv.node.message.StatusCode;

/**
 * How many fetches each publisher has under way: one whose servers hang holds neither the connections nor the disk of others.
 *
 * <p><b>Thread.</b> Any.
 */
final class FetchSlots {
    static final int MAX_FETCHES = 8;

    private final Map<String, Integer> underWay = new HashMap<>();

    /** Takes a slot, which is to be given back. */
    synchronized void take(String user) throws Refusal {
        int fetches = underWay.getOrDefault(user, 0);
        if (fetches == MAX_FETCHES) {
            throw new Refusal(StatusCode.QUOTA, "user " + user + " has " + MAX_FETCHES
                    + " fetches under way: expected at most that many at once");
        }
        underWay.put(user, fetches + 1);
    }

    /** Gives one back. */
    synchronized void release(String user) {
        underWay.computeIfPresent(user, (_, fetches) -> fetches == 1 ? null : fetches - 1);
    }
}
