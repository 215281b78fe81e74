package org.netserv.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.netserv.node.net.Prefix;
import org.netserv.node.path.PacketFilter;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The value of an option {@code --filter}: {@code proto=udp,port=5060,ipv4=10.0.0.0/8}.
 *
 * @param parts in their order, by {@code proto}, {@code port}, {@code ipv4} and {@code ipv6}
 */
record FilterOption(Map<String, String> parts) {
    private static final Set<String> KEYS = Set.of("proto", "port", "ipv4", "ipv6");
    private static final Map<String, Integer> PROTOCOLS = Map.of("icmp", 1, "tcp", 6, "udp", 17, "icmpv6", 58);

    static FilterOption parse(String text) {
        Map<String, String> parts = new LinkedHashMap<>();
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            String key = equals < 0 ? part : part.substring(0, equals);
            if (equals < 0 || !KEYS.contains(key) || parts.put(key, part.substring(equals + 1)) != null) {
                throw new IllegalArgumentException("expected proto=, port=, ipv4= and ipv6=, each once: found " + part);
            }
        }
        return new FilterOption(parts);
    }

    /** What it selects; without a destination, packets to anywhere. */
    List<PacketFilter> filters() {
        List<Prefix> destinations = Stream.of("ipv4", "ipv6").map(parts::get).flatMap(Stream::ofNullable)
                .map(Prefix::parse).toList();
        String protocol = parts.getOrDefault("proto", "");
        int number = protocol.isEmpty() ? PacketFilter.ANY
                : PROTOCOLS.containsKey(protocol)
                        ? PROTOCOLS.get(protocol)
                        : Integer.parseInt(protocol);
        String port = parts.getOrDefault("port", "");
        int portNumber = port.isEmpty() ? PacketFilter.ANY : Integer.parseInt(port);
        return (destinations.isEmpty() ? List.of(Prefix.ALL_IPV4, Prefix.ALL_IPV6) : destinations).stream()
                .map(destination -> new PacketFilter(destination, number, portNumber)).toList();
    }

    static final class Converter implements ITypeConverter<FilterOption> {
        @Override
        public FilterOption convert(String value) {
            try {
                FilterOption option = parse(value);
                option.filters();
                return option;
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(value + ": " + e.getMessage());
            }
        }
    }
}
