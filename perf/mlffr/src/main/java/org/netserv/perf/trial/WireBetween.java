package org.netserv.perf.trial;

import java.util.Map;
import java.util.Set;
import org.netserv.perf.result.Effort;
import org.netserv.perf.rig.InterfaceCounters;

/** A router somewhere else, of which nothing is known but what comes out of it. */
public final class WireBetween implements Between {
    private static final String SENT = "sender-interface";
    private static final String RECEIVED = "receiver-interface";

    private final String sender;
    private final String receiver;

    private enum None implements Clocks {
        NONE
    }

    /** The interfaces of this host that lead to it. */
    public WireBetween(String sender, String receiver) {
        this.sender = sender;
        this.receiver = receiver;
    }

    @Override
    public Map<String, Long> losses() {
        return Map.of(SENT, InterfaceCounters.read(sender).sentDropped(), RECEIVED,
                InterfaceCounters.read(receiver).receivedDropped());
    }

    @Override
    public long waiting() {
        return 0;
    }

    @Override
    public long seen() {
        return 0;
    }

    @Override
    public boolean isAccountable() {
        return false;
    }

    @Override
    public Set<String> placesOfTheRig() {
        return Set.of(SENT, RECEIVED);
    }

    @Override
    public Clocks clocks() {
        return None.NONE;
    }

    @Override
    public Effort effort(Clocks before, Clocks after) {
        return Effort.NONE;
    }

    @Override
    public String disturbance(Effort effort, double seconds) {
        return "";
    }
}
