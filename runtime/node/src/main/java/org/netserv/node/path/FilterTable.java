package org.netserv.node.path;

import java.util.Collection;
import java.util.List;
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

    /**
     * @param owners which publisher has which prefixes; no prefix has two owners
     * @param modules all that are in the packet path
     */
    public FilterTable(Collection<PrefixOwner> owners, Collection<ModuleSlot> modules) {
        FilterTableBuilder builder = new FilterTableBuilder(owners, modules);
        ipv4 = new PrefixTable<>(builder.tables(true));
        ipv6 = new PrefixTable<>(builder.tables(false));
        chains = builder.chains();
    }

    /** The chain for a packet, or null if no module wants it. */
    @Nullable
    Chain classify(int version, long high, long low, int protocol, int port) {
        PortTable ports = (version == 4 ? ipv4 : ipv6).find(high, low);
        return ports == null ? null : ports.find(protocol, port);
    }

    /** Number of different chains. */
    public int chains() {
        return chains;
    }

    /** A prefix and the publisher who is authorised for it. */
    public record PrefixOwner(Prefix prefix, String user) {}
}
