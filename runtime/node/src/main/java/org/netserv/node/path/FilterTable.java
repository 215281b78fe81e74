package org.netserv.node.path;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netserv.node.net.Prefix;

/**
 * Which chain of modules a packet meets: destination prefix × protocol × port → chain.
 *
 * <p>A packet has one publisher: the owner of the longest authorised prefix that covers its destination. Of that
 * publisher's modules all whose filters select the packet see it, by {@code order}, ties in order of installation.
 *
 * <p><b>Thread.</b> Immutable; built off the packet path.
 */
public final class FilterTable {
    /** No publisher, no module. */
    public static final FilterTable EMPTY = new FilterTable(List.of(), List.of());

    private final PrefixTable<PortTable> ipv4;
    private final PrefixTable<PortTable> ipv6;
    private final int chains;
    private final Set<PacketFilter> filters;

    /**
     * @param owners which publisher has which prefixes; no prefix has two owners
     * @param modules all that are in the packet path
     */
    public FilterTable(Collection<PrefixOwner> owners, Collection<ModuleSlot> modules) {
        Map<List<ModuleSlot>, Chain> interned = new HashMap<>();
        Map<Prefix, PortTable> ipv4Entries = new HashMap<>();
        Map<Prefix, PortTable> ipv6Entries = new HashMap<>();
        for (Prefix prefix : prefixes(owners, modules)) {
            List<ModuleSlot> candidates = candidates(prefix, owner(prefix, owners), modules);
            PortTable ports = new PortTable(rules(prefix, candidates, interned));
            (prefix.isIpv4() ? ipv4Entries : ipv6Entries).put(prefix, ports);
        }
        ipv4 = new PrefixTable<>(ipv4Entries);
        ipv6 = new PrefixTable<>(ipv6Entries);
        chains = interned.size();
        Set<PacketFilter> all = new HashSet<>();
        modules.forEach(module -> all.addAll(module.filters()));
        filters = Set.copyOf(all);
    }

    /** The chain for a packet, or null if no module wants it. */
    @Nullable
    Chain classify(int version, long high, long low, int protocol, int port) {
        PortTable ports = (version == 4 ? ipv4 : ipv6).find(high, low);
        return ports == null ? null : ports.find(protocol, port);
    }

    /** All filters of all modules: what the plane's hook must deliver. */
    public Set<PacketFilter> filters() {
        return filters;
    }

    /** Number of different chains. */
    public int chains() {
        return chains;
    }

    private static Set<Prefix> prefixes(Collection<PrefixOwner> owners, Collection<ModuleSlot> modules) {
        Set<Prefix> prefixes = new HashSet<>();
        for (ModuleSlot module : modules) {
            module.filters().forEach(filter -> prefixes.add(filter.destination()));
        }
        // Also those without a module: a narrower prefix shields its packets from the wider prefix's modules.
        owners.forEach(owner -> prefixes.add(owner.prefix()));
        return prefixes;
    }

    private static @Nullable String owner(Prefix prefix, Collection<PrefixOwner> owners) {
        return owners.stream().filter(owner -> owner.prefix().contains(prefix))
                .max(Comparator.comparingInt(owner -> owner.prefix().length())).map(PrefixOwner::user).orElse(null);
    }

    private static List<ModuleSlot> candidates(Prefix prefix, @Nullable String owner, Collection<ModuleSlot> modules) {
        List<ModuleSlot> candidates = new ArrayList<>();
        for (ModuleSlot module : modules) {
            if (module.user().equals(owner)
                    && module.filters().stream().anyMatch(filter -> filter.destination().contains(prefix))) {
                candidates.add(module);
            }
        }
        candidates.sort(Comparator.comparingInt(ModuleSlot::order).thenComparingLong(ModuleSlot::sequence));
        return candidates;
    }

    private static Map<PortTable.Rule, Chain> rules(Prefix prefix, List<ModuleSlot> candidates,
            Map<List<ModuleSlot>, Chain> interned) {
        Set<PortTable.Rule> wanted = new HashSet<>();
        for (ModuleSlot module : candidates) {
            for (PacketFilter filter : module.filters()) {
                if (filter.destination().contains(prefix)) {
                    wanted.add(new PortTable.Rule(filter.protocol(), filter.port()));
                }
            }
        }
        Map<PortTable.Rule, Chain> rules = new HashMap<>();
        for (PortTable.Rule rule : wanted) {
            List<ModuleSlot> selected = candidates.stream().filter(module -> selects(module, prefix, rule)).toList();
            rules.put(rule, interned.computeIfAbsent(selected, modules -> new Chain(interned.size(), modules)));
        }
        return rules;
    }

    private static boolean selects(ModuleSlot module, Prefix prefix, PortTable.Rule rule) {
        return module.filters().stream().anyMatch(filter -> filter.destination().contains(prefix)
                && filter.selects(rule.protocol(), rule.port()));
    }

    /** A prefix and the publisher who is authorised for it. */
    public record PrefixOwner(Prefix prefix, String user) {}
}
