package org.netserv.perf.traffic;

/**
 * What a generator has put on the wire.
 *
 * @param packets how many; fewer than asked for after a stop alone
 * @param seconds from the first to the last. A generator whose CPU was taken away does not catch up but for a small burst:
 *     it takes longer, and the rate was lower then
 */
public record Sent(long packets, double seconds) {

    /** Packets per second, 0 if there was only one. */
    public double rate() {
        return seconds > 0 ? packets / seconds : 0;
    }
}
