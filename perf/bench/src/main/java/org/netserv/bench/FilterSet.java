package org.netserv.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.netserv.api.Verdict;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.net.IpAddress;
import org.netserv.node.net.Prefix;
import org.netserv.node.path.FilterTable;
import org.netserv.node.path.ModuleSlot;
import org.netserv.node.path.PacketFilter;
import org.netserv.node.path.PacketPath;

/**
 * A table of some number of filters, as 100 publishers with one module each would fill it, and destinations that hit or
 * miss it.
 *
 * <pre>
 *   filter k   a /24, a /32 or a /16 in turn, of publisher k mod 100, UDP, port 5060 + k mod 16
 *   publisher  has just the prefixes of its module's filters; the operator's 0.0.0.0/2 covers all and wants nothing
 * </pre>
 */
final class FilterSet {
    private static final int PUBLISHERS = 100;
    private static final int UDP = 17;
    private static final int PORT = 5060;
    private static final int PORTS = 16;

    private final List<PacketFilter> filters = new ArrayList<>();
    private final FilterTable table;

    FilterSet(int size) {
        List<FilterTable.PrefixOwner> owners = new ArrayList<>();
        owners.add(new FilterTable.PrefixOwner(Prefix.parse("0.0.0.0/2"), "operator"));
        List<List<PacketFilter>> byPublisher = new ArrayList<>();
        for (int p = 0; p < Math.min(size, PUBLISHERS); p++) {
            byPublisher.add(new ArrayList<>());
        }
        for (int k = 0; k < size; k++) {
            PacketFilter filter = new PacketFilter(prefix(k), UDP, PORT + k % PORTS);
            filters.add(filter);
            byPublisher.get(k % byPublisher.size()).add(filter);
            owners.add(new FilterTable.PrefixOwner(filter.destination(), "p" + k % byPublisher.size()));
        }
        PacketPath path = new PacketPath(1, owners, NodeCounters.inMemory());
        List<ModuleSlot> slots = new ArrayList<>();
        for (int p = 0; p < byPublisher.size(); p++) {
            ModuleSlot.Settings settings = new ModuleSlot.Settings("m" + p, "p" + p, List.of(), byPublisher.get(p), 1,
                    true);
            slots.add(path.newSlot(settings, packet -> Verdict.ACCEPT));
        }
        table = new FilterTable(owners, slots);
    }

    private static Prefix prefix(int k) {
        int n = k / 3;
        return switch (k % 3) {
            case 0 -> Prefix.of(IpAddress.ofIpv4(10 << 24 | n << 8), 24);
            case 1 -> Prefix.of(IpAddress.ofIpv4(11 << 24 | n << 8 | 7), 32);
            default -> Prefix.of(IpAddress.ofIpv4((32 << 24) + (n << 16)), 16);
        };
    }

    FilterTable table() {
        return table;
    }

    /** Filter {@code k} is of module {@code k mod 100}. */
    List<PacketFilter> filters() {
        return filters;
    }

    /** The id of the module that filter {@code k} belongs to. */
    String module(int k) {
        return "m" + k % Math.min(filters.size(), PUBLISHERS);
    }

    /**
     * Random destinations.
     *
     * @param kind {@code hit}, any filter's any address; {@code missPort}, the same to another port; {@code missAddress},
     *     in nobody's prefix
     */
    Destinations destinations(int count, String kind) {
        Random random = new Random(2);
        Destinations made = new Destinations(count);
        for (int i = 0; i < count; i++) {
            PacketFilter filter = filters.get(random.nextInt(filters.size()));
            int host = random.nextInt() & (int) ~Prefix.lowMask(filter.destination().length());
            switch (kind) {
                case "hit" -> made.set(i, (int) filter.destination().low() | host, filter.port());
                case "missPort" -> made.set(i, (int) filter.destination().low() | host, filter.port() + PORTS);
                case "missAddress" -> made.set(i, 192 << 24 | random.nextInt(1 << 24), filter.port());
                default -> throw new IllegalArgumentException("kind=" + kind);
            }
        }
        return made;
    }

    /** IPv4 destinations as the parser gives them, a struct of arrays. */
    static final class Destinations {
        final long[] low;
        final int[] port;

        Destinations(int count) {
            low = new long[count];
            port = new int[count];
        }

        private void set(int i, int address, int destinationPort) {
            low[i] = IpAddress.mapped(address);
            port[i] = destinationPort;
        }

        int count() {
            return low.length;
        }
    }
}
