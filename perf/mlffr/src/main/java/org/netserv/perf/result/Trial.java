package org.netserv.perf.result;

import java.util.Map;

/**
 * One stretch of traffic at one rate, and where each of its packets went.
 *
 * <p><b>Units.</b> Rates are packets per second, times seconds.
 *
 * @param phase what it was for: {@code warm-up}, {@code search}, {@code confirm}, {@code max}, {@code curve} or
 *     {@code latency}
 * @param intended rate asked of the generator; 0 for as fast as it can
 * @param seconds from the first packet to the last
 * @param sent packets that the generator put on the wire: what it failed to send is not in here, and is not loss
 * @param received packets that the receiver counted, those aside that came too late
 * @param lost the others, by the place that counted them; {@code late} are those that still waited in a queue when the
 *     trial was over. Empty for what a router outside of this host lost
 * @param validity whether it counts
 * @param remark why it is void or disturbed; empty if it is neither
 * @param effort what the router spent on it
 */
public record Trial(String phase, double intended, double seconds, long sent, long received, Map<String, Long> lost,
        Validity validity, String remark, Effort effort) {

    /** Whether a trial counts. */
    public enum Validity {
        /**
         * Its counters add up, and nothing else used the router's CPU. Of a router outside of this host neither is known:
         * there it says that the tester's own interfaces lost nothing, and that nothing arrived damaged or more than once.
         */
        VALID,
        /** Its counters add up, but something else used the router's CPU, or the hypervisor did. */
        DISTURBED,
        /** Its counters do not add up, or the rig itself lost packets: it says nothing about the router. */
        VOID
    }

    /** Packets per second that the generator achieved. */
    public double offered() {
        return seconds > 0 ? sent / seconds : 0;
    }

    /** Packets per second that arrived. */
    public double forwarded() {
        return seconds > 0 ? received / seconds : 0;
    }

    /** Part of the packets sent that did not arrive, 0 to 1. */
    public double lossRatio() {
        return sent > 0 ? (double) (sent - received) / sent : 0;
    }
}
