package org.netserv.dataplane.nfqueue;

import java.util.Comparator;
import org.netserv.node.net.Prefix;

/**
 * The first bits of a value of 128: those values that begin with them.
 *
 * @param high the first 64, 0 behind the length
 * @param low the others, 0 behind the length
 * @param length how many count
 */
record Bits(long high, long low, int length) implements Comparable<Bits> {
    /** No bit: all values. */
    static final Bits NONE = new Bits(0, 0, 0);

    private static final Comparator<Bits> ORDER = Comparator.comparing(Bits::high, Long::compareUnsigned)
            .thenComparing(Bits::low, Long::compareUnsigned).thenComparingInt(Bits::length);

    /** Whether every value of the other is one of these. */
    boolean contains(Bits other) {
        return length <= other.length && other.first(length).equals(this);
    }

    /** Whether there are values of both: of two that overlap one contains the other. */
    boolean overlaps(Bits other) {
        return contains(other) || other.contains(this);
    }

    /** The first of them. */
    Bits first(int bits) {
        return new Bits(high & Prefix.highMask(bits), low & Prefix.lowMask(bits), bits);
    }

    /** What both begin with. */
    Bits common(Bits other) {
        long differentHigh = high ^ other.high;
        int same = differentHigh != 0
                ? Long.numberOfLeadingZeros(differentHigh)
                : Long.SIZE + Long.numberOfLeadingZeros(low ^ other.low);
        return first(Math.min(same, Math.min(length, other.length)));
    }

    /** By value, then the shorter one first. */
    @Override
    public int compareTo(Bits other) {
        return ORDER.compare(this, other);
    }
}
