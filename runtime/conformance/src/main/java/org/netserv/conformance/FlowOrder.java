package org.netserv.conformance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Puts packets of different flows back into the order in which they were sent. What no filter selects overtakes what goes
 * through the node, and there is a thread for each queue: only packets of one flow keep their order.
 */
public final class FlowOrder {
    private static final int ADDRESSES_AND_PORTS_IPV4 = 24;
    private static final int ADDRESSES_AND_PORTS_IPV6 = 44;

    private FlowOrder() {}

    /** The received packets: the n-th of a flow takes the place of the n-th sent; what belongs to no flow comes last. */
    public static List<byte[]> restore(List<byte[]> sent, List<byte[]> received) {
        Map<String, List<Integer>> places = new HashMap<>();
        for (int i = 0; i < sent.size(); i++) {
            places.computeIfAbsent(flow(sent.get(i)), flow -> new ArrayList<>()).add(i);
        }
        Map<Integer, List<byte[]>> ordered = new TreeMap<>(Comparator.naturalOrder());
        for (byte[] packet : received) {
            List<Integer> free = places.getOrDefault(flow(packet), List.of());
            int place = free.isEmpty() ? sent.size() : free.removeFirst();
            ordered.computeIfAbsent(place, same -> new ArrayList<>()).add(packet);
        }
        return ordered.values().stream().flatMap(List::stream).toList();
    }

    /** Whether it is a TCP packet without IPv6 extension headers. */
    public static boolean isTcp(byte[] packet) {
        return at(packet, packet.length > 0 && packet[0] >>> 4 == 6 ? 6 : 9) == 6;
    }

    /** Addresses, protocol and ports. */
    public static String flow(byte[] packet) {
        boolean ipv6 = packet.length > 0 && packet[0] >>> 4 == 6;
        StringBuilder key = new StringBuilder();
        key.append(ipv6 ? at(packet, 6) : at(packet, 9));
        int end = ipv6 ? ADDRESSES_AND_PORTS_IPV6 : ADDRESSES_AND_PORTS_IPV4;
        for (int i = ipv6 ? 8 : 12; i < end; i++) {
            key.append(' ').append(at(packet, i));
        }
        return key.toString();
    }

    private static int at(byte[] packet, int i) {
        return i < packet.length ? packet[i] : -1;
    }
}
