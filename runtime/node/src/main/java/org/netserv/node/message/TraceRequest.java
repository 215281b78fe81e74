package org.netserv.node.message;

import java.time.Duration;
import org.netserv.node.trace.TraceFilter;

/**
 * The operator watches packets, until there are enough or the time is up.
 *
 * @param message as it was read
 * @param filter which packets
 * @param count how many
 * @param time how long
 * @param snapLength how many bytes of each
 * @param live whether packets are answered as they come, in parts ({@link StatusCode#PART}), and not all at the end
 */
public record TraceRequest(ControlMessage message, TraceFilter filter, int count, Duration time,
        int snapLength, boolean live) implements Request {
    /** Most packets of a trace. */
    public static final int MAX_COUNT = 10_000;
    /** Packets of a trace that does not say how many. */
    public static final int DEFAULT_COUNT = 100;
    /** The longest time of a trace. */
    public static final int MAX_SECONDS = 60;
    /** The time of a trace that does not say how long. */
    public static final int DEFAULT_SECONDS = 10;
    /** Bytes of all its packets, so that they fit into an answer: {@link AnswerReader#MAX_BODY_BYTES}. */
    public static final int MAX_BYTES = 1_500_000;

    static final int MAX_SNAP_LENGTH = 65_535;
}
