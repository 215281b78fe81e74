package org.netserv.node.packet;

/** Protocol numbers that the parser knows. Source: IANA Protocol Numbers. */
public final class IpProtocol {
    /** IPv6 hop-by-hop options (RFC 8200 §4.3). */
    static final int HOP_BY_HOP = 0;
    /** ICMP (RFC 792). */
    public static final int ICMP = 1;
    /** TCP (RFC 9293). */
    public static final int TCP = 6;
    /** UDP (RFC 768). */
    public static final int UDP = 17;
    /** IPv6 routing header (RFC 8200 §4.4). */
    static final int ROUTING = 43;
    /** IPv6 fragment header (RFC 8200 §4.5). */
    static final int FRAGMENT = 44;
    /** Authentication header (RFC 4302). */
    static final int AUTHENTICATION = 51;
    /** ICMPv6 (RFC 4443). */
    public static final int ICMPV6 = 58;
    /** IPv6 destination options (RFC 8200 §4.6). */
    static final int DESTINATION_OPTIONS = 60;

    private IpProtocol() {}
}
