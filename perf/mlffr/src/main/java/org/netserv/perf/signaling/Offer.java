package org.netserv.perf.signaling;

/**
 * What a generator is to send: Queries, one after the other for each of some sessions, and then for the first again.
 *
 * @param confirms whether each Response is confirmed, which makes it a handshake
 * @param perSecond Queries a second, or 0 for as many as {@code window} lets
 * @param window Queries without an answer that there may be at once; counts only where there is no rate
 * @param queries in all
 * @param sessions that they are for
 * @param epoch upper half of the sessions' ids: no other offer has it
 * @param validityMillis for how long the node is to hold a session that is not refreshed
 */
public record Offer(boolean confirms, double perSecond, int window, int queries, int sessions, long epoch,
        long validityMillis) {
    /** Refuses what cannot be sent. */
    public Offer {
        if (perSecond < 0 || window < 1 || queries < 1 || sessions < 1 || validityMillis < 1) {
            throw new IllegalArgumentException("perSecond=" + perSecond + " window=" + window + " queries=" + queries
                    + " sessions=" + sessions + " validityMillis=" + validityMillis);
        }
    }

    /** How many seconds it takes, if the generator keeps to the rate. */
    public double seconds() {
        return perSecond == 0 ? 0 : queries / perSecond;
    }
}
