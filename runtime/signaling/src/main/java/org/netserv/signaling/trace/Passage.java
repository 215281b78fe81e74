package org.netserv.signaling.trace;

/**
 * Where and when a packet was seen.
 *
 * @param epochNanos since 1970
 * @param interfaceName empty if it is not known
 * @param ipTtl time to live or hop limit, as it was seen
 * @param routerAlert value of its Router Alert Option, or {@link #NO_ALERT}
 */
public record Passage(long epochNanos, String interfaceName, Endpoint source, Endpoint destination, int ipTtl,
        int routerAlert) {
    /** It has no Router Alert Option. */
    public static final int NO_ALERT = IpPacket.NO_ALERT;
}
