package org.netserv.perf.signaling;

import java.util.Map;

/**
 * What became of an offer, as the generator saw it.
 *
 * @param sent Queries
 * @param answered those with a Response
 * @param inTime those whose Response came within {@link Generator#IN_TIME_MILLIS} of when the Query was due
 * @param refused those with an Error
 * @param strange messages that no open Query of the offer explains
 * @param confirms that were sent
 * @param data messages that were sent for the last session: the node takes them only if it knows the session
 * @param seconds from when the first Query was due until the last Response came
 * @param behindMillis how late a Query was sent at worst
 * @param allocatedBytes by the generator's thread meanwhile
 * @param nanos percentiles of the time from when a Query was due to its Response
 */
public record Outcome(long sent, long answered, long inTime, long refused, long strange, long confirms, long data,
        double seconds, double behindMillis, long allocatedBytes, Map<String, Long> nanos) {

    /** Queries that nobody has answered. */
    public long lost() {
        return sent - answered - refused;
    }

    /** Responses a second. */
    public double perSecond() {
        return seconds > 0 ? answered / seconds : 0;
    }
}
