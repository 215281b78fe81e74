package org.netserv.dataplane.xdp.host;

/**
 * Something that the host does to packets that it forwards, which those that leave by a ring, or by the XDP program, go past.
 *
 * @param text what it is, and where
 * @param in where packets come in that it is for
 * @param out where they leave
 */
public record BypassedRule(String text, InterfaceMatch in, InterfaceMatch out) {

    /** One for all packets. */
    static BypassedRule forAll(String text) {
        return new BypassedRule(text, InterfaceMatch.ANY, InterfaceMatch.ANY);
    }

    /**
     * Whether the rule would miss packets if this interface were the plane's. What leaves by another interface goes through the
     * stack, so a rule that names one as the way out alone is of no concern.
     */
    public boolean concerns(String networkInterface) {
        return in.isAny() ? out.matches(networkInterface) : in.matches(networkInterface);
    }
}
