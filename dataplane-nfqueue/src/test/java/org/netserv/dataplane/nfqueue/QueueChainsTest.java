package org.netserv.dataplane.nfqueue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.netserv.node.net.Prefix;
import org.netserv.node.path.Delivery.Rule;
import org.netserv.node.path.Delivery.Way;
import org.netserv.node.path.PacketFilter;
import org.netserv.node.plane.PlaneException;

/** Chains as iptables is told them, and their names. */
class QueueChainsTest {
    private static final String MARK = "-m mark --mark 0x4e53 -j RETURN";
    private static final String QUEUE = " -m comment --comment netserv -j NFQUEUE --queue-num 7 --queue-bypass";

    private QueueChains chains;

    @BeforeEach
    void build() throws PlaneException {
        chains = new QueueChains(NfQueueOptions.parse(Map.of("queues", "1", "first-queue", "7")), Prefix.ALL_IPV4);
    }

    @Test
    void shouldSpellAShortListAsOneChain() {
        assertEquals(Map.of("NETSERV", List.of(MARK, "-d 10.0.2.0/24 -p 17 --dport 5060" + QUEUE,
                "-d 10.0.0.0/8 -m comment --comment netserv -j RETURN")),
                spelt(List.of(udp("10.0.2.0/24", 5060),
                        new Rule(new PacketFilter(Prefix.parse("10.0.0.0/8"), PacketFilter.ANY, PacketFilter.ANY),
                                Way.PAST))));
    }

    @Test
    void shouldBringSignalingBeforeWhatModulesWant() {
        assertEquals(List.of(MARK, "-p 17 --dport 270" + QUEUE, "-d 10.0.2.0/24 -p 17 --dport 5060" + QUEUE),
                chains.of(List.of(udp("10.0.2.0/24", 5060)), true).getOrDefault("NETSERV", List.of()).stream()
                        .map(rule -> String.join(" ", rule)).toList());
    }

    @Test
    void shouldNotCompareInAChainWhatLeadsThere() {
        List<Rule> rules = new ArrayList<>();
        for (int port = 5000; port < 5020; port++) {
            rules.add(udp("10.0.2.0/24", port));
        }
        rules.add(new Rule(new PacketFilter(Prefix.parse("10.0.0.0/16"), PacketFilter.ANY, PacketFilter.ANY),
                Way.SHARED));
        Map<String, List<String>> spelt = spelt(rules);
        assertEquals(List.of(MARK, "-d 10.0.2.0/24 -g NETSERV-1", "-d 10.0.0.0/16" + QUEUE), spelt.get("NETSERV"));
        assertEquals(List.of("-p 17 --dport 5000:5007 -g NETSERV-2", "-p 17 --dport 5008:5023 -g NETSERV-3",
                QUEUE.strip()), spelt.get("NETSERV-1"));
        List<String> last = spelt.getOrDefault("NETSERV-2", List.of());
        assertEquals("-p 17 --dport 5000" + QUEUE, last.getFirst());
        assertEquals(QUEUE.strip(), last.getLast());
    }

    @Test
    void shouldKeepAChainsNameAsLongAsItIsThereAndUseNoneTwice() {
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            rules.add(udp("10.0.0." + i + "/32", 5060));
        }
        Map<String, List<String>> first = spelt(rules);
        assertEquals(5, first.size(), first.toString());
        rules.remove(20);
        Map<String, List<String>> second = spelt(rules);
        assertEquals(first.keySet(), second.keySet());
        assertEquals(first.get("NETSERV-1"), second.get("NETSERV-1"));
        assertEquals(List.of("NETSERV"), List.copyOf(spelt(rules.subList(0, 16)).keySet()));
        Set<String> both = new HashSet<>(spelt(rules).keySet());
        both.retainAll(first.keySet());
        assertEquals(Set.of("NETSERV"), both);
    }

    private static Rule udp(String prefix, int port) {
        return new Rule(PlaneFixture.udp(prefix, port), Way.SHARED);
    }

    private Map<String, List<String>> spelt(List<Rule> rules) {
        Map<String, List<String>> spelt = new LinkedHashMap<>();
        chains.of(rules, false).forEach((chain, entries) -> spelt.put(chain,
                entries.stream().map(entry -> String.join(" ", entry)).toList()));
        return spelt;
    }
}
