package org.netserv.node.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.netserv.node.net.Prefix;

/** Reads the {@code filter-*} headers of a SETUP message. Any of the numbers 2 to 16 may be used, with gaps. */
final class FilterHeaders {

    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int MAX_PROTOCOL = 255;
    private static final int MAX_PORT = 65_535;
    private static final Map<String, Integer> PROTOCOLS = Map.of("any", FilterSpec.ANY, "icmp", 1, "tcp", TCP, "udp",
            UDP,
            "icmpv6", 58, "sctp", 132);
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,3}");

    private final HeaderValues values;

    FilterHeaders(HeaderValues values) {
        this.values = values;
    }

    /** The filters by number; those with nothing but empty values are left out. */
    List<FilterSpec> read() throws ControlMessageException {
        List<FilterSpec> filters = new ArrayList<>();
        for (int number = 1; number <= FilterSpec.MAX_FILTERS; number++) {
            FilterSpec filter = filter(number, number == 1 ? "" : "." + number);
            if (filter != null) {
                filters.add(filter);
            }
        }
        return filters;
    }

    private @Nullable FilterSpec filter(int number, String suffix) throws ControlMessageException {
        String protocolHeader = "filter-proto" + suffix;
        String portHeader = "filter-port" + suffix;
        Integer protocol = values.parsed(protocolHeader, FilterHeaders::protocol);
        int port = (int) values.number(portHeader, 1, MAX_PORT, FilterSpec.ANY);
        Prefix ipv4 = values.parsed("filter-ipv4" + suffix, text -> prefix(text, true));
        Prefix ipv6 = values.parsed("filter-ipv6" + suffix, text -> prefix(text, false));
        int every = (int) values.number("filter-sample" + suffix, 1, FilterSpec.MAX_EVERY, FilterSpec.ALL);
        if (protocol == null && port == FilterSpec.ANY && ipv4 == null && ipv6 == null && every == FilterSpec.ALL) {
            return null;
        }
        if (port != FilterSpec.ANY && (protocol == null || (protocol != TCP && protocol != UDP))) {
            throw values.malformed(portHeader, "a port needs " + protocolHeader + ":udp or " + protocolHeader + ":tcp");
        }
        return new FilterSpec(number, protocol == null ? FilterSpec.ANY : protocol, port, ipv4, ipv6,
                every);
    }

    private static Integer protocol(String text) {
        Integer named = PROTOCOLS.get(text);
        if (named != null) {
            return named;
        }
        if (NUMBER.matcher(text).matches() && Integer.parseInt(text) <= MAX_PROTOCOL) {
            return Integer.valueOf(text);
        }
        throw new IllegalArgumentException(
                Names.quote(text) + ": expected udp, tcp, icmp, icmpv6, sctp, any or 0 to 255");
    }

    private static Prefix prefix(String text, boolean ipv4) {
        Prefix prefix = Prefix.parse(text);
        if (prefix.isIpv4() != ipv4) {
            throw new IllegalArgumentException(
                    Names.quote(text) + ": expected an " + (ipv4 ? "IPv4" : "IPv6") + " prefix");
        }
        return prefix;
    }
}
