package org.netserv.perf.traffic;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.netserv.ffi.XdpLink;
import org.netserv.perf.rig.Port;

/**
 * Drops every Nth measured packet that an interface receives, and no counter but this one shows it. It proves that the
 * harness notices.
 */
public final class DeliberateLoss implements AutoCloseable {
    /** Offsets in {@code struct loser}. */
    private static final long EVERY = 0;
    private static final long LOST = 16;

    private final MemorySegment state;
    private final XdpLink link;

    /**
     * Attaches it. It takes for measured what the sink of the same programs was last armed for.
     *
     * @param port an interface between sender and receiver without an XDP program
     * @param every 10,000 drops the 10,000th packet, the 20,000th, and so on
     */
    public DeliberateLoss(TrafficPrograms programs, Port port, long every) {
        if (every < 1) {
            throw new IllegalArgumentException("every=" + every);
        }
        state = programs.map("losers");
        state.fill((byte) 0);
        state.set(ValueLayout.JAVA_LONG, EVERY, every);
        link = XdpSink.attach(programs.program("lose"), port);
    }

    /** How many it has dropped. */
    public long lost() {
        return state.get(ValueLayout.JAVA_LONG, LOST);
    }

    @Override
    public void close() {
        link.close();
    }
}
