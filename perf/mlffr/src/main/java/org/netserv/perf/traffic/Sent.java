package org.netserv.perf.traffic;

/**
 * What a generator has put on the wire.
 *
 * @param packets how many; fewer than asked for after a stop alone
 * @param seconds from the first to the last
 * @param slippedSeconds by how much the last one was late because the generator's CPU was taken away: it does not catch
 *     up but for a small burst, so the rate was lower then
 * @param longestBurst most packets that left together, or to catch up; 0 if it was to be as fast as possible
 */
public record Sent(long packets, double seconds, double slippedSeconds, int longestBurst) {

    /** Packets per second, 0 if there was only one. */
    public double rate() {
        return seconds > 0 ? packets / seconds : 0;
    }
}
