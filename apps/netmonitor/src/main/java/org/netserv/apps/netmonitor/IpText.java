package org.netserv.apps.netmonitor;

/** Writes addresses as text. Source: RFC 5952. */
final class IpText {

    private static final long IPV4_MAPPED = 0xffff;

    private IpText() {}

    /** Appends an address given as two longs, IPv4 as IPv4-mapped. */
    static void append(StringBuilder text, long high, long low) {
        if (high == 0 && low >>> 32 == IPV4_MAPPED) {
            text.append(low >>> 24 & 0xff).append('.').append(low >>> 16 & 0xff).append('.').append(low >>> 8 & 0xff)
                    .append('.').append(low & 0xff);
        } else {
            appendIpv6(text, high, low);
        }
    }

    /** The first of the longest runs of two or more zero groups becomes {@code ::}. */
    private static void appendIpv6(StringBuilder text, long high, long low) {
        int gap = 8;
        int gapLength = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && group(high, low, end) == 0) {
                end++;
            }
            if (end - i > gapLength) {
                gap = i;
                gapLength = end - i;
            }
        }
        for (int i = 0; i < 8; i++) {
            if (i == gap) {
                text.append("::");
                i += gapLength - 1;
            } else {
                if (i > 0 && i != gap + gapLength) {
                    text.append(':');
                }
                text.append(Integer.toHexString(group(high, low, i)));
            }
        }
    }

    private static int group(long high, long low, int index) {
        return (int) ((index < 4 ? high : low) >>> (48 - 16 * (index & 3))) & 0xffff;
    }
}
