package org.netserv.node.trace;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netserv.node.net.Prefix;
import org.netserv.node.packet.PacketBatch;
import org.netserv.node.packet.PacketParser;

/**
 * Which packets an operator wants to see: those that match everything given here, as they were received.
 *
 * <p>Of fragments only the addresses count, and nothing of what could not be parsed: these are seen where nothing is asked
 * for that they lack.
 *
 * <p><b>Thread.</b> Immutable; asked on packet threads.
 *
 * @param protocol the IP protocol, or {@link #ANY}
 * @param port the destination port of UDP or TCP, or {@link #ANY}
 * @param source where they come from; null for anywhere
 * @param destination where they go; null for anywhere
 * @param user the publisher whose modules want them; empty for any, or none
 * @param module the module that wants them, as {@code name_1.0.0}, or {@code name} for every version; empty for any, or
 *     none
 */
public record TraceFilter(int protocol, int port, @Nullable Prefix source, @Nullable Prefix destination, String user,
        String module) {
    /** Every protocol, or every port. */
    public static final int ANY = -1;

    private static final int MAX_PROTOCOL = 255;
    private static final int MAX_PORT = 65_535;
    private static final Set<String> KEYS = Set.of("proto", "port", "src", "dst");
    private static final Map<String, Integer> PROTOCOLS = Map.of("icmp", 1, "tcp", 6, "udp", 17, "icmpv6", 58, "sctp",
            132);

    /**
     * Reads {@code proto=udp,port=5060,src=192.0.2.0/24,dst=2001:db8::1}, each at most once; empty for all packets.
     * <b>Errors.</b> {@link IllegalArgumentException} with a sentence fit for a user.
     */
    public static TraceFilter parse(String text, String user, String module) {
        Map<String, String> parts = new HashMap<>();
        for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            int equals = part.indexOf('=');
            String key = equals < 0 ? part : part.substring(0, equals);
            if (equals < 0 || !KEYS.contains(key) || parts.put(key, part.substring(equals + 1)) != null) {
                throw new IllegalArgumentException("expected proto=, port=, src= and dst=, each once: found " + part);
            }
        }
        String protocol = parts.getOrDefault("proto", "");
        return new TraceFilter(
                PROTOCOLS.containsKey(protocol) ? PROTOCOLS.get(protocol)
                        : number(parts, "proto", MAX_PROTOCOL, "icmp, icmpv6, sctp, tcp, udp, or "),
                number(parts, "port", MAX_PORT, ""), prefix(parts.get("src")), prefix(parts.get("dst")), user, module);
    }

    private static int number(Map<String, String> parts, String key, int max, String or) {
        String text = parts.get(key);
        if (text == null) {
            return ANY;
        }
        if (text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= max) {
            return Integer.parseInt(text);
        }
        throw new IllegalArgumentException(
                key + "=" + text + ": expected " + or + "a number from 0 to " + max);
    }

    private static @Nullable Prefix prefix(@Nullable String text) {
        return text == null ? null : Prefix.parse(text);
    }

    /** Whether nothing matters but which modules want the packet. */
    private boolean isAnyPacket() {
        return protocol == ANY && port == ANY && source == null && destination == null;
    }

    /** Whether it matters which modules want the packet. */
    public boolean asksForModules() {
        return !user.isEmpty() || !module.isEmpty();
    }

    /** Whether a packet's headers are as wanted. */
    public boolean selects(PacketBatch batch, int i) {
        int form = batch.form(i);
        if (form == PacketParser.MALFORMED) {
            return isAnyPacket();
        }
        if (form == PacketParser.FRAGMENT && (protocol != ANY || port != ANY)) {
            return false;
        }
        return (protocol == ANY || protocol == batch.protocol(i)) && (port == ANY || port == batch.destinationPort(i))
                && (source == null || source.contains(batch.sourceHigh(i), batch.sourceLow(i)))
                && (destination == null || destination.contains(batch.destinationHigh(i), batch.destinationLow(i)));
    }

    /** Whether a module of this publisher, with this id in full, is one that is asked for. */
    public boolean selects(String moduleUser, String moduleId) {
        return (user.isEmpty() || user.equals(moduleUser)) && (module.isEmpty() || module.equals(moduleId)
                || (moduleId.startsWith(module) && isVersion(moduleId, module.length())));
    }

    /** Whether all that is left of an id is {@code _1.0.0} or {@code _1.0.0.x}. */
    private static boolean isVersion(String id, int from) {
        int at = from;
        for (int part = 0; part < 3; part++) {
            if (at >= id.length() || id.charAt(at) != (part == 0 ? '_' : '.')) {
                return false;
            }
            int digits = ++at;
            while (at < id.length() && id.charAt(at) >= '0' && id.charAt(at) <= '9') {
                at++;
            }
            if (at == digits) {
                return false;
            }
        }
        return at == id.length() || id.charAt(at) == '.';
    }
}
