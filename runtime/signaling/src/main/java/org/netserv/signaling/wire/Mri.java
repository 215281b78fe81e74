package org.netserv.signaling.wire;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.netserv.node.net.IpAddress;
import org.netserv.node.net.Prefix;

/**
 * Message routing information: the flow whose path the signaling follows, and the direction of a message along it.
 *
 * <p>It is held as the words of its value with reserved bits zero, so that it is written by copying and compared word by
 * word with what was received.
 */
public final class Mri {
    private final int[] words;

    private Mri(int[] words) {
        this.words = words;
    }

    /** All packets from one address to another. */
    public static Mri of(IpAddress source, IpAddress destination) {
        return builder(source, destination).build();
    }

    /** A flow that more than its addresses tells apart. */
    public static MriBuilder builder(IpAddress source, IpAddress destination) {
        return new MriBuilder(source, destination);
    }

    /** The signaling that goes from a place behind {@code source} to the network's edge. RFC 5971 §5.8.2. */
    public static Mri looseEnd(IpAddress source, IpAddress destination) {
        return ofWords(MriBuilder.addresses(MriLayout.LOOSE_END, source, destination, 0));
    }

    /** The value at {@code at}, which a view has checked. */
    static Mri read(MemorySegment memory, long at) {
        int first = Wire.i32(memory, at);
        int[] words = new int[MriLayout.words(first)];
        for (int i = 0; i < words.length; i++) {
            words[i] = Wire.i32(memory, at + (long) i * Wire.WORD) & MriLayout.mask(first, i);
        }
        return new Mri(words);
    }

    static Mri ofWords(int[] words) {
        return new Mri(words);
    }

    /** Whether this follows the packets themselves; if not it is loose-end. */
    public boolean isPathCoupled() {
        return MriLayout.method(words[0]) == MriLayout.PATH_COUPLED;
    }

    /** Whether the message travels against the flow. */
    public boolean isUpstream() {
        return (words[0] & MriLayout.directionFlag(words[0])) != 0;
    }

    /** The same flow, with the direction given. */
    public Mri withDirection(boolean upstream) {
        if (isUpstream() == upstream) {
            return this;
        }
        int[] other = words.clone();
        other[0] ^= MriLayout.directionFlag(words[0]);
        return new Mri(other);
    }

    /** 4 or 6. */
    public int ipVersion() {
        return MriLayout.version(words[0]);
    }

    public IpAddress source() {
        return address(1);
    }

    public IpAddress destination() {
        return address(1 + MriLayout.addressWords(words[0]));
    }

    /** The prefixes that the flow's addresses are of; whole addresses for loose-end. */
    public Prefix sourcePrefix() {
        return prefix(source(), 24);
    }

    public Prefix destinationPrefix() {
        return prefix(destination(), 16);
    }

    /** The IP protocol, or −1 for any. */
    public int protocol() {
        return has(MriLayout.P) ? prefixWord() >>> 8 & 0xFF : -1;
    }

    /** The DS field (6 bits), or −1 for any. */
    public int dsField() {
        return has(MriLayout.T) ? prefixWord() >>> 2 & 0x3F : -1;
    }

    /** The IPv6 flow label, or −1 for any. */
    public int flowLabel() {
        return has(MriLayout.F) ? words[prefixIndex() + 1] : -1;
    }

    /** The IPsec SPI, unsigned, or −1 for any. */
    public long securityParameterIndex() {
        return has(MriLayout.S) ? Integer.toUnsignedLong(words[prefixIndex() + (has(MriLayout.F) ? 2 : 1)]) : -1;
    }

    /** The source port, 0 for one that is not known yet, or −1 for any. */
    public int sourcePort() {
        return has(MriLayout.A) ? words[words.length - 1] >>> Short.SIZE : -1;
    }

    /** The destination port, 0 for one that is not known yet, or −1 for any. */
    public int destinationPort() {
        return has(MriLayout.B) ? words[words.length - 1] & 0xFFFF : -1;
    }

    /** Length on the wire. */
    public int lengthWords() {
        return words.length;
    }

    /** One of its words, as an engine needs it to find what belongs to the flow; without the direction. */
    public int keyWord(int index) {
        return index == 0 ? words[0] & ~MriLayout.directionFlag(words[0]) : words[index];
    }

    void write(MemorySegment out, long at, boolean upstream) {
        int flag = MriLayout.directionFlag(words[0]);
        Wire.set32(out, at, upstream ? words[0] | flag : words[0] & ~flag);
        for (int i = 1; i < words.length; i++) {
            Wire.set32(out, at + (long) i * Wire.WORD, words[i]);
        }
    }

    private boolean has(int flag) {
        return isPathCoupled() && (words[0] & flag) != 0;
    }

    private int prefixIndex() {
        return 1 + 2 * MriLayout.addressWords(words[0]);
    }

    private int prefixWord() {
        return words[prefixIndex()];
    }

    private Prefix prefix(IpAddress address, int shift) {
        int length = isPathCoupled() ? prefixWord() >>> shift & 0xFF : Integer.SIZE * MriLayout.addressWords(words[0]);
        return Prefix.of(address, length);
    }

    private IpAddress address(int index) {
        if (ipVersion() == 4) {
            return IpAddress.ofIpv4(words[index]);
        }
        return new IpAddress(pair(index), pair(index + 2));
    }

    private long pair(int index) {
        return (long) words[index] << Integer.SIZE | Integer.toUnsignedLong(words[index + 1]);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Mri mri && Arrays.equals(words, mri.words);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(words);
    }

    @Override
    public String toString() {
        String text = isPathCoupled() ? sourcePrefix() + " → " + destinationPrefix()
                : "loose end " + source() + " → " + destination();
        StringBuilder more = new StringBuilder(text);
        append(more, " protocol ", protocol());
        append(more, " ds ", dsField());
        append(more, " label ", flowLabel());
        append(more, " spi ", securityParameterIndex());
        append(more, " sport ", sourcePort());
        append(more, " dport ", destinationPort());
        return more.append(isUpstream() ? " upstream" : " downstream").toString();
    }

    private static void append(StringBuilder text, String name, long value) {
        if (value >= 0) {
            text.append(name).append(value);
        }
    }
}
