package org.netserv.node.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * An IP address as 128 bits. IPv4 is held IPv4-mapped, {@code ::ffff:a.b.c.d}, so that one comparison serves both.
 *
 * <p><b>Errors.</b> {@link #parse} throws {@link IllegalArgumentException} with a sentence fit for a user. It never asks
 * a name service.
 *
 * @param high the first eight bytes, in network order
 * @param low the last eight bytes
 */
public record IpAddress(long high, long low) {

    private static final long MAPPED = 0xFFFFL << 32;
    private static final int IPV4_BYTES = 4;
    private static final int GROUPS = 8;
    private static final Pattern OCTET = Pattern.compile("0|[1-9][0-9]{0,2}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]{2,45}");

    /** The IPv4 address with these 32 bits, in network order. */
    public static IpAddress ofIpv4(int bits) {
        return new IpAddress(0, mapped(bits));
    }

    /** The address without zone or name. */
    public static IpAddress of(InetAddress address) {
        return ofBytes(address.getAddress());
    }

    /** Reads a literal: four decimal octets, or IPv6 as in RFC 4291. No zone, no brackets, no IPv4-mapped form. */
    public static IpAddress parse(String text) {
        return text.indexOf(':') >= 0 ? parseIpv6(text) : parseIpv4(text);
    }

    /** The low half of the IPv4-mapped address with these 32 bits. */
    public static long mapped(int ipv4Bits) {
        return MAPPED | Integer.toUnsignedLong(ipv4Bits);
    }

    /** Whether the 128 bits are an IPv4-mapped address. */
    public static boolean isIpv4(long high, long low) {
        return high == 0 && low >>> Integer.SIZE == 0xFFFF;
    }

    /** Whether this is an IPv4 address. */
    public boolean isIpv4() {
        return isIpv4(high, low);
    }

    /** The prefix that covers this address alone. */
    public Prefix toPrefix() {
        return new Prefix(high, low, Prefix.MAX_LENGTH);
    }

    /** The same address for the JDK's sockets. */
    public InetAddress toInetAddress() {
        byte[] bytes = new byte[isIpv4() ? IPV4_BYTES : 2 * Long.BYTES];
        for (int i = 0; i < bytes.length; i++) {
            int shift = Byte.SIZE * ((bytes.length - 1 - i) % Long.BYTES);
            boolean upper = bytes.length > IPV4_BYTES && i < Long.BYTES;
            bytes[i] = (byte) ((upper ? high : low) >>> shift);
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Dotted decimal, or IPv6 as in RFC 5952. */
    @Override
    public String toString() {
        if (isIpv4()) {
            return (low >>> 24 & 0xFF) + "." + (low >>> 16 & 0xFF) + "." + (low >>> 8 & 0xFF) + "." + (low & 0xFF);
        }
        int bestStart = 0;
        int bestLength = 1; // RFC 5952 4.2.2: a single zero group is not shortened
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && group(end) == 0) {
                end++;
            }
            if (end - i > bestLength) {
                bestStart = i;
                bestLength = end - i;
            }
        }
        StringBuilder text = new StringBuilder(45);
        for (int i = 0; i < GROUPS; i++) {
            if (bestLength > 1 && i == bestStart) {
                text.append("::");
                i += bestLength - 1;
            } else {
                if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(group(i)));
            }
        }
        return text.toString();
    }

    private int group(int index) {
        long half = index < 4 ? high : low;
        return (int) (half >>> (16 * (3 - index % 4))) & 0xFFFF;
    }

    private static IpAddress parseIpv4(String text) {
        String[] octets = text.split("\\.", -1);
        int bits = 0;
        boolean valid = octets.length == IPV4_BYTES;
        for (int i = 0; valid && i < IPV4_BYTES; i++) {
            valid = OCTET.matcher(octets[i]).matches() && Integer.parseInt(octets[i]) <= 0xFF;
            bits = valid ? bits << Byte.SIZE | Integer.parseInt(octets[i]) : bits;
        }
        if (!valid) {
            throw malformed(text);
        }
        return ofIpv4(bits);
    }

    private static IpAddress parseIpv6(String text) {
        if (!IPV6.matcher(text).matches()) {
            throw malformed(text);
        }
        byte[] bytes;
        try {
            bytes = Inet6Address.ofLiteral(text).getAddress();
        } catch (IllegalArgumentException e) {
            throw malformed(text);
        }
        if (bytes.length == IPV4_BYTES) {
            throw new IllegalArgumentException("\"" + text + "\" is an IPv4-mapped address: expected it as plain IPv4");
        }
        return ofBytes(bytes);
    }

    private static IpAddress ofBytes(byte[] bytes) {
        long high = 0;
        long low = 0;
        for (byte b : bytes) {
            high = high << Byte.SIZE | (low >>> 56);
            low = low << Byte.SIZE | (b & 0xFF);
        }
        return bytes.length == IPV4_BYTES ? ofIpv4((int) low) : new IpAddress(high, low);
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException(
                "\"" + text + "\" is not an IP address: expected for example 192.0.2.1 or 2001:db8::1");
    }
}
