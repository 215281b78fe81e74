package org.netserv.signaling.trace;

/** What is unreachable, by an ICMP error's code. RFC 792, RFC 1812 §5.2.7.1, RFC 4443 §3.1. */
final class IcmpText {
    private static final int IPV4_PORT = 3;
    private static final int IPV6_PORT = 4;

    private IcmpText() {}

    static String of(boolean ipv4, int code) {
        if (code == (ipv4 ? IPV4_PORT : IPV6_PORT)) {
            return "port unreachable";
        }
        return "unreachable, code " + code;
    }
}
