package org.netserv.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.netserv.node.net.Prefix;
import org.netserv.node.message.FilterSpec;
import org.netserv.node.path.PacketFilter;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The value of an option {@code --filter}: {@code proto=udp,port=5060,ipv4=10.0.0.0/8}.
 *
 * @param parts in their order, by {@code proto}, {@code port}, {@code ipv4}, {@code ipv6} and {@code sample}
 */
record FilterOption(Map<String, String> parts) {
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final Set<String> KEYS = Set.of("proto", "port", "ipv4", "ipv6", "sample");
    private static final Map<String, Integer> PROTOCOLS = Map.of("icmp", 1, "tcp", TCP, "udp", UDP, "icmpv6", 58);

    static FilterOption parse(String text) {
        Map<String, String> parts = new LinkedHashMap<>();
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            String key = equals < 0 ? part : part.substring(0, equals);
            if (equals < 0 || !KEYS.contains(key) || parts.put(key, part.substring(equals + 1)) != null) {
                throw new IllegalArgumentException(
                        "expected proto=, port=, ipv4=, ipv6= and sample=, each once: found " + part);
            }
        }
        return new FilterOption(parts);
    }

    /** What it selects; without a destination, packets to anywhere. */
    List<PacketFilter> filters() {
        List<Prefix> destinations = Stream.of("ipv4", "ipv6").filter(parts::containsKey).map(this::destination)
                .toList();
        int number = PROTOCOLS.getOrDefault(parts.getOrDefault("proto", ""), number("proto", 0, 255));
        int portNumber = number("port", 1, 65_535);
        if (portNumber != PacketFilter.ANY && number != UDP && number != TCP) {
            throw new IllegalArgumentException("a port needs proto=udp or proto=tcp");
        }
        int sample = number("sample", 1, FilterSpec.MAX_EVERY);
        int every = sample == PacketFilter.ANY ? PacketFilter.ALL : sample;
        return (destinations.isEmpty() ? List.of(Prefix.ALL_IPV4, Prefix.ALL_IPV6) : destinations).stream()
                .map(destination -> new PacketFilter(destination, number, portNumber, every)).toList();
    }

    private Prefix destination(String family) {
        Prefix prefix = Prefix.parse(parts.getOrDefault(family, ""));
        if (prefix.isIpv4() != family.equals("ipv4")) {
            throw new IllegalArgumentException(family + "=" + prefix + " is of the other family");
        }
        return prefix;
    }

    /** The number; {@link PacketFilter#ANY} if there is none, or the name of a protocol in its place. */
    private int number(String key, int low, int high) {
        String text = parts.getOrDefault(key, "");
        if (text.isEmpty() || (key.equals("proto") && PROTOCOLS.containsKey(text))) {
            return PacketFilter.ANY;
        }
        int number = text.matches("[0-9]{1,7}") ? Integer.parseInt(text) : -1;
        if (number < low || number > high) {
            throw new IllegalArgumentException(key + "=" + text + ": expected "
                    + (key.equals("proto") ? "icmp, icmpv6, tcp, udp, or " : "") + "a number from " + low + " to "
                    + high);
        }
        return number;
    }

    static final class Converter implements ITypeConverter<FilterOption> {
        @Override
        public FilterOption convert(String value) {
            try {
                FilterOption option = parse(value);
                option.filters();
                return option;
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}
