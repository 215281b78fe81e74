package org.netserv.rig;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a peer has received.
 *
 * @param packets datagrams, duplicates included
 * @param bytes their payloads
 * @param distinct different ones among the numbered datagrams of {@link UdpSender}
 * @param gaps runs of numbers that are missing below the largest one that came
 * @param sources datagrams by source, {@code address port} with a space between them
 */
public record Received(long packets, long bytes, long distinct, long gaps, Map<String, Long> sources) {

    static final Received NOTHING = new Received(0, 0, 0, 0, Map.of());

    private static final Pattern SOURCE = Pattern.compile("\"([^\"]+ \\d+)\":(\\d+)");

    /** Copies the map. */
    public Received {
        sources = Map.copyOf(sources);
    }

    static Received parse(String json) {
        Map<String, Long> sources = new TreeMap<>();
        for (Matcher matcher = SOURCE.matcher(json); matcher.find();) {
            sources.put(matcher.group(1), Long.valueOf(matcher.group(2)));
        }
        return new Received(Peers.number(json, "packets"), Peers.number(json, "bytes"),
                Peers.number(json, "distinct"), Peers.number(json, "gaps"), sources);
    }
}
