package org.netserv.dataplane.xdp;

import org.netserv.api.Verdict;

/**
 * What was decided on a packet, in a long, for its way from one thread to another.
 *
 * <pre>
 *   0        32        40         48
 *   | length | verdict | rerouted |
 * </pre>
 */
final class Decision {
    private static final int VERDICT = 32;
    private static final int REROUTED = 40;

    private Decision() {}

    static long of(Verdict verdict, int length, boolean rerouted) {
        return length | code(verdict) << VERDICT | (rerouted ? 1L : 0L) << REROUTED;
    }

    /** Length of the IP packet. */
    static int length(long decision) {
        return (int) decision;
    }

    static Verdict verdict(long decision) {
        return switch ((int) (decision >>> VERDICT) & 0xff) {
            case 0 -> Verdict.ACCEPT;
            case 1 -> Verdict.DROP;
            case 2 -> Verdict.CONSUME;
            default -> Verdict.REPLY;
        };
    }

    /** Whether it goes to another destination than it came for. */
    static boolean rerouted(long decision) {
        return (decision >>> REROUTED & 1) != 0;
    }

    private static long code(Verdict verdict) {
        return switch (verdict) {
            case ACCEPT -> 0;
            case DROP -> 1;
            case CONSUME -> 2;
            case REPLY -> 3;
        };
    }
}
