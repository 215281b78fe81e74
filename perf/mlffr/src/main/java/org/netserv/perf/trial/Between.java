package org.netserv.perf.trial;

import java.util.Map;
import java.util.Set;
import org.netserv.perf.result.Effort;

/** What lies between sender and receiver, and keeps account of the packets that it loses. <b>Thread.</b> The measuring one. */
public interface Between {

    /** A moment's reading of its clocks, opaque to all others. */
    interface Clocks {}

    /** Packets lost until now, by the place that counted them; only ever rising. */
    Map<String, Long> losses();

    /** Packets that wait in it. */
    long waiting();

    /** Packets that what is measured has been given until now: more than these cannot arrive through it. */
    long seen();

    /** Whether {@link #losses} knows every place at which a packet can be lost: if so, what it does not know is an error, and {@link #seen} is known, too. */
    boolean isAccountable();

    /** Places whose losses are the rig's own: a trial with such a loss says nothing about the router. */
    Set<String> placesOfTheRig();

    /** The present moment. */
    Clocks clocks();

    /** What was spent between two moments. */
    Effort effort(Clocks before, Clocks after);

    /**
     * What else used the router's CPUs; empty if nothing worth mentioning did.
     *
     * @param effort of a trial
     * @param seconds its length
     */
    String disturbance(Effort effort, double seconds);
}
