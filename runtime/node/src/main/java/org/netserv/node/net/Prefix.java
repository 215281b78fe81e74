package org.netserv.node.net;

import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * An IP prefix, canonical: no bit is set behind its length. IPv4 is held IPv4-mapped, its length + 96. The families are
 * disjoint: {@code ::/0} contains no IPv4 address.
 *
 * <p><b>Errors.</b> {@link #parse} throws {@link IllegalArgumentException} with a sentence fit for a user. It never asks
 * a name service.
 *
 * @param high the first eight bytes, in network order
 * @param low the last eight bytes
 * @param length bits that count, of 128
 */
public record Prefix(long high, long low, int length) implements Comparable<Prefix> {

    /** The length of a prefix that is one address. */
    public static final int MAX_LENGTH = 128;
    /** What the length of an IPv4 prefix is greater by in the IPv4-mapped form. */
    public static final int IPV4_OFFSET = 96;
    /** All of IPv4, {@code 0.0.0.0/0}. */
    public static final Prefix ALL_IPV4 = new Prefix(0, IpAddress.mapped(0), IPV4_OFFSET);
    /** All of IPv6, {@code ::/0}. */
    public static final Prefix ALL_IPV6 = new Prefix(0, 0, 0);

    private static final Pattern LENGTH = Pattern.compile("0|[1-9][0-9]{0,2}");
    private static final Comparator<Prefix> ORDER = Comparator.comparing(Prefix::isIpv4).reversed()
            .thenComparing(Prefix::high, Long::compareUnsigned).thenComparing(Prefix::low, Long::compareUnsigned)
            .thenComparingInt(Prefix::length);

    /** Refuses a length out of range and bits behind the length. */
    public Prefix {
        if (length < 0 || length > MAX_LENGTH) {
            throw new IllegalArgumentException("length must be 0 to 128: length=" + length);
        }
        if ((high & ~highMask(length)) != 0 || (low & ~lowMask(length)) != 0) {
            throw new IllegalArgumentException("bits set behind the length: length=" + length);
        }
    }

    /**
     * Reads {@code address/length}, or an address alone, which is a prefix of its full length. Bits behind the length are
     * refused: they are more often a slip than meant.
     */
    public static Prefix parse(String text) {
        int slash = text.indexOf('/');
        IpAddress address = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
        if (slash < 0) {
            return address.toPrefix();
        }
        String digits = text.substring(slash + 1);
        int offset = address.isIpv4() ? IPV4_OFFSET : 0;
        if (!LENGTH.matcher(digits).matches() || Integer.parseInt(digits) > MAX_LENGTH - offset) {
            throw new IllegalArgumentException("\"" + text + "\" is not a prefix: expected a length of 0 to "
                    + (MAX_LENGTH - offset) + " after the slash");
        }
        Prefix canonical = of(address, Integer.parseInt(digits));
        if (canonical.high != address.high() || canonical.low != address.low()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" has bits set behind its length: expected " + canonical);
        }
        return canonical;
    }

    /** The prefix of that length around an address; {@code length} as its family counts it, 0 to 32 or 0 to 128. */
    public static Prefix of(IpAddress address, int length) {
        int bits = address.isIpv4() ? length + IPV4_OFFSET : length;
        if (length < 0 || bits > MAX_LENGTH) {
            throw new IllegalArgumentException("address=" + address + " length=" + length);
        }
        return new Prefix(address.high() & highMask(bits), address.low() & lowMask(bits), bits);
    }

    /** Whether the address lies within. */
    public boolean contains(long addressHigh, long addressLow) {
        return (addressHigh & highMask(length)) == high && (addressLow & lowMask(length)) == low
                && IpAddress.isIpv4(addressHigh, addressLow) == isIpv4();
    }

    /** Whether the address lies within. */
    public boolean contains(IpAddress address) {
        return contains(address.high(), address.low());
    }

    /** Whether every address of the other prefix lies within; a prefix contains itself. */
    public boolean contains(Prefix other) {
        return length <= other.length && (other.high & highMask(length)) == high
                && (other.low & lowMask(length)) == low && isIpv4() == other.isIpv4();
    }

    /** Whether this is an IPv4 prefix. */
    public boolean isIpv4() {
        return length >= IPV4_OFFSET && IpAddress.isIpv4(high, low);
    }

    /** The length as the family counts it: 0 to 32 for IPv4. */
    public int familyLength() {
        return isIpv4() ? length - IPV4_OFFSET : length;
    }

    /** The first address. */
    public IpAddress address() {
        return new IpAddress(high, low);
    }

    /** The bits of an address's first half that a prefix of this length (of 128) compares. */
    public static long highMask(int length) {
        return length == 0 ? 0 : length >= Long.SIZE ? -1L : -1L << (Long.SIZE - length);
    }

    /** The bits of an address's second half that a prefix of this length (of 128) compares. */
    public static long lowMask(int length) {
        return length <= Long.SIZE ? 0 : -1L << (MAX_LENGTH - length);
    }

    /** IPv4 first, then by address, then the shorter one first. */
    @Override
    public int compareTo(Prefix other) {
        return ORDER.compare(this, other);
    }

    /** {@code 10.0.0.0/8}, {@code 2001:db8::/32}. */
    @Override
    public String toString() {
        return address() + "/" + familyLength();
    }
}
