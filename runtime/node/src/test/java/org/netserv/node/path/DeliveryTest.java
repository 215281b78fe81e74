package org.netserv.node.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.netserv.node.path.Delivery.Way.PAST;
import static org.netserv.node.path.Delivery.Way.QUARANTINE;
import static org.netserv.node.path.Delivery.Way.SAMPLED;
import static org.netserv.node.path.Delivery.Way.SAMPLED_QUARANTINE;
import static org.netserv.node.path.Delivery.Way.SHARED;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.netserv.api.Verdict;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.net.IpAddress;
import org.netserv.node.net.Prefix;
import org.netserv.node.path.Delivery.Rule;
import org.netserv.node.path.FilterTable.PrefixOwner;

class DeliveryTest {
    private static final long SEED = 0x5eed_0012L;
    private static final int ANY = PacketFilter.ANY;
    private static final Prefix WIDE = Prefix.parse("10.0.0.0/8");
    private static final Prefix NARROW = Prefix.parse("10.1.0.0/16");

    private final PacketPath path = new PacketPath(1, 1, List.of(), NodeCounters.inMemory());

    private ModuleSlot slot(String user, boolean quarantined, PacketFilter... filters) {
        return path.newSlot(new ModuleSlot.Settings("m", user, List.of(), List.of(filters), 0, true,
                PathQuota.unlimited(), quarantined), packet -> Verdict.ACCEPT);
    }

    private static PacketFilter udp(Prefix to, int port) {
        return new PacketFilter(to, 17, port);
    }

    private static PacketFilter all(Prefix to) {
        return new PacketFilter(to, ANY, ANY);
    }

    @Test
    void shouldPutQuarantineBeforeWhatThePublishersOtherModulesWant() {
        List<PrefixOwner> owners = List.of(new PrefixOwner(WIDE, "u"), new PrefixOwner(NARROW, "u"));
        Delivery delivery = Delivery.of(owners,
                List.of(slot("u", false, udp(NARROW, 1)), slot("u", true, udp(WIDE, 1), udp(WIDE, 2))));
        assertEquals(List.of(new Rule(udp(WIDE, 1), QUARANTINE), new Rule(udp(WIDE, 2), QUARANTINE),
                new Rule(udp(NARROW, 1), SHARED)), delivery.rules());
    }

    @Test
    void shouldKeepAPublishersPacketsOutOfAnothersQuarantine() {
        List<PrefixOwner> owners = List.of(new PrefixOwner(WIDE, "mallory"), new PrefixOwner(NARROW, "jane"));
        Delivery delivery = Delivery.of(owners,
                List.of(slot("mallory", true, all(WIDE)), slot("jane", false, udp(NARROW, 1))));
        assertEquals(List.of(new Rule(udp(NARROW, 1), SHARED), new Rule(all(NARROW), PAST),
                new Rule(all(WIDE), QUARANTINE)), delivery.rules());
    }

    @Test
    void shouldHaveARulePerFilterWhereNobodysPrefixesLieWithinAnothers() {
        Prefix other = Prefix.parse("11.0.0.0/8");
        List<PrefixOwner> owners = List.of(new PrefixOwner(WIDE, "u"), new PrefixOwner(other, "v"));
        Delivery delivery = Delivery.of(owners, List.of(slot("u", false, all(WIDE)), slot("v", false, all(other))));
        assertEquals(2, delivery.rules().size());
    }

    @Test
    void shouldNotLeadPacketsPastTheNodeThatNobodyElseWants() {
        List<PrefixOwner> owners = List.of(new PrefixOwner(WIDE, "u"), new PrefixOwner(NARROW, "v"));
        PacketFilter elsewhere = udp(Prefix.parse("10.2.0.0/16"), 1);
        assertEquals(List.of(new Rule(elsewhere, SHARED)),
                Delivery.of(owners, List.of(slot("u", false, elsewhere))).rules());
    }

    /** For any owners, modules and packet, what the first rule says is what the filter table's chain needs. */
    @Test
    void shouldAgreeWithTheFilterTable() {
        Random random = new Random(SEED);
        for (int round = 0; round < 300; round++) {
            Map<Prefix, PrefixOwner> owners = new HashMap<>();
            for (int i = 0; i < 6; i++) {
                Prefix prefix = prefix(random);
                owners.put(prefix, new PrefixOwner(prefix, "u" + random.nextInt(3)));
            }
            List<PrefixOwner> owned = List.copyOf(owners.values());
            List<ModuleSlot> modules = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                PrefixOwner owner = owned.get(random.nextInt(owned.size()));
                modules.add(slot(owner.user(), random.nextBoolean(), filter(random, owner.prefix())));
            }
            Delivery delivery = Delivery.of(owned, modules);
            FilterTable table = new FilterTable(owned, modules);
            for (int i = 0; i < 200; i++) {
                IpAddress to = address(random);
                int port = random.nextInt(3);
                Chain chain = table.classify(4, to.high(), to.low(), 17, port);
                String where = "seed " + SEED + " round " + round + ": " + to + " " + port + " by " + delivery;
                assertEquals(needed(chain), first(delivery, to, port), where);
                Delivery.Way unsampled = switch (needed(chain)) {
                    case SAMPLED, SHARED -> SHARED;
                    case SAMPLED_QUARANTINE, QUARANTINE -> QUARANTINE;
                    case PAST -> PAST;
                };
                assertEquals(unsampled, first(delivery.unsampled(), to, port), where);
            }
            modules.forEach(ModuleSlot::close);
        }
    }

    private static Delivery.Way needed(@Nullable Chain chain) {
        if (chain == null) {
            return PAST;
        }
        boolean tried = false;
        for (int i = 0; i < chain.size(); i++) {
            tried |= chain.module(i).isQuarantined();
        }
        for (int i = 0; i < chain.samplers(); i++) {
            tried |= chain.sampler(i).isQuarantined();
        }
        if (chain.size() == 0) {
            return tried ? SAMPLED_QUARANTINE : SAMPLED;
        }
        return tried ? QUARANTINE : SHARED;
    }

    private static Delivery.Way first(Delivery delivery, IpAddress to, int port) {
        return delivery.rules().stream()
                .filter(rule -> rule.filter().destination().contains(to) && rule.filter().selects(17, port))
                .findFirst().map(Rule::way).orElse(PAST);
    }

    private static PacketFilter filter(Random random, Prefix within) {
        Prefix destination = random.nextBoolean() ? within
                : Prefix.of(new IpAddress(within.high(), within.low() | random.nextInt(4)), 32);
        PacketFilter filter = random.nextInt(3) == 0 ? all(destination) : udp(destination, random.nextInt(3) - 1);
        return random.nextBoolean() ? filter
                : new PacketFilter(filter.destination(), filter.protocol(), filter.port(), 1 + random.nextInt(3));
    }

    private static IpAddress address(Random random) {
        return IpAddress.ofIpv4(10 << 24 | (random.nextInt() & 0x0101_0103));
    }

    private static Prefix prefix(Random random) {
        int[] lengths = {0, 8, 15, 16, 23, 24, 31, 32};
        return Prefix.of(address(random), lengths[random.nextInt(lengths.length)]);
    }
}
