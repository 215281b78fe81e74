package org.netserv.signaling.wire;

import org.netserv.node.net.IpAddress;

/** Makes a path-coupled {@link Mri}; what is not given may be anything. */
public final class MriBuilder {
    private static final int NO_PORT = -1;

    private final IpAddress source;
    private final IpAddress destination;
    private final int family;
    private int sourceLength;
    private int destinationLength;
    private int flags;
    private int protocol;
    private int dsField;
    private int flowLabel;
    private int spi;
    private int sourcePort = NO_PORT;
    private int destinationPort = NO_PORT;

    MriBuilder(IpAddress source, IpAddress destination) {
        if (source.isIpv4() != destination.isIpv4()) {
            throw new IllegalArgumentException("addresses of two families: " + source + ", " + destination);
        }
        this.source = source;
        this.destination = destination;
        family = source.isIpv4() ? Integer.SIZE : 4 * Integer.SIZE;
        sourceLength = family;
        destinationLength = family;
    }

    /** How many bits of the addresses count. */
    public MriBuilder prefixLengths(int ofSource, int ofDestination) {
        sourceLength = within(ofSource, family, "ofSource");
        destinationLength = within(ofDestination, family, "ofDestination");
        return this;
    }

    public MriBuilder protocol(int number) {
        protocol = within(number, 0xFF, "number");
        flags |= MriLayout.P;
        return this;
    }

    /** The six bits of the DS field. */
    public MriBuilder dsField(int value) {
        dsField = within(value, 0x3F, "value");
        flags |= MriLayout.T;
        return this;
    }

    /** IPv6 alone. */
    public MriBuilder flowLabel(int value) {
        flowLabel = within(value, MriLayout.FLOW_LABEL_MASK, "value");
        flags |= MriLayout.F;
        return this;
    }

    /** Needs a protocol. */
    public MriBuilder securityParameterIndex(int value) {
        spi = value;
        flags |= MriLayout.S;
        return this;
    }

    /** Needs a protocol; 0 for a port that is not known yet. */
    public MriBuilder sourcePort(int port) {
        sourcePort = within(port, 0xFFFF, "port");
        flags |= MriLayout.A;
        return this;
    }

    /** Needs a protocol; 0 for a port that is not known yet. */
    public MriBuilder destinationPort(int port) {
        destinationPort = within(port, 0xFFFF, "port");
        flags |= MriLayout.B;
        return this;
    }

    /** The flow, downstream. */
    public Mri build() {
        boolean ofTransport = (flags & (MriLayout.S | MriLayout.A | MriLayout.B)) != 0;
        if (ofTransport && (flags & MriLayout.P) == 0) {
            throw new IllegalArgumentException("ports and SPI need a protocol");
        }
        if ((flags & MriLayout.F) != 0 && source.isIpv4()) {
            throw new IllegalArgumentException("IPv4 has no flow label: flowLabel=" + flowLabel);
        }
        int[] words = addresses(MriLayout.PATH_COUPLED, source, destination, flags);
        int at = 1 + 2 * MriLayout.addressWords(words[0]);
        words[at++] = sourceLength << 24 | destinationLength << 16 | protocol << 8 | dsField << 2;
        if ((flags & MriLayout.F) != 0) {
            words[at++] = flowLabel;
        }
        if ((flags & MriLayout.S) != 0) {
            words[at++] = spi;
        }
        if (at < words.length) {
            words[at] = Math.max(sourcePort, 0) << Short.SIZE | Math.max(destinationPort, 0);
        }
        return Mri.ofWords(words);
    }

    /** A value that has its first word and its addresses. */
    static int[] addresses(int method, IpAddress source, IpAddress destination, int flags) {
        if (source.isIpv4() != destination.isIpv4()) {
            throw new IllegalArgumentException("addresses of two families: " + source + ", " + destination);
        }
        int first = method << 24 | (source.isIpv4() ? 4 : 6) << MriLayout.VERSION_SHIFT | flags;
        int[] words = new int[MriLayout.words(first)];
        words[0] = first;
        int at = put(words, 1, source);
        put(words, at, destination);
        return words;
    }

    private static int put(int[] words, int at, IpAddress address) {
        if (address.isIpv4()) {
            words[at] = (int) address.low();
            return at + 1;
        }
        words[at] = (int) (address.high() >>> Integer.SIZE);
        words[at + 1] = (int) address.high();
        words[at + 2] = (int) (address.low() >>> Integer.SIZE);
        words[at + 3] = (int) address.low();
        return at + 4;
    }

    private static int within(int value, int most, String name) {
        if (value < 0 || value > most) {
            throw new IllegalArgumentException(name + " must be 0 to " + most + ": " + name + "=" + value);
        }
        return value;
    }
}
