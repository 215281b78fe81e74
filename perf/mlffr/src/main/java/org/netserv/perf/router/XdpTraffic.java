package org.netserv.perf.router;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.netserv.ffi.BpfInnerMap;
import org.netserv.ffi.BpfMap;
import org.netserv.ffi.BpfMapsOfProcess;
import org.netserv.ffi.NativeException;
import org.netserv.node.net.Prefix;
import org.netserv.rig.RigException;

/**
 * Tells the XDP program of a container what to do with the measured traffic, by its maps.
 *
 * <p><b>Source.</b> layout.h and maps.h of dataplane-xdp.
 */
final class XdpTraffic {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfInt NET_INT = INT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfShort NET_SHORT = ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

    private static final int PREFIX_BYTES = 8;
    private static final int DESTINATION_BYTES = 20;
    private static final int RULE_BYTES = 8;
    private static final int SETTINGS_BYTES = 16;
    /** Nodes number theirs from 0 on. */
    private static final int TABLE = 0x4e530000;
    private static final int RULES_BY_UDP_PORT = 1;
    private static final int UDP = 17;
    private static final int RING = 1;

    private XdpTraffic() {}

    /** Has it all go to the rings, by a filter of destination, protocol and port, as a node writes it for a module. */
    static void lead(Container container, RouterSite site) {
        change(container, (maps, arena) -> {
            MemorySegment rule = arena.allocate(RULE_BYTES, Integer.BYTES);
            rule.set(INT, 0, TABLE);
            rule.set(NET_SHORT, 4, (short) site.port());
            rule.set(ValueLayout.JAVA_BYTE, 6, (byte) UDP);
            maps.map("rules").update(rule, arena.allocateFrom(INT, RING));
            Prefix prefix = Prefix.parse(site.destinations());
            MemorySegment key = arena.allocate(PREFIX_BYTES, Integer.BYTES);
            key.set(INT, 0, prefix.familyLength());
            key.set(NET_INT, 4, (int) prefix.low());
            MemorySegment destination = arena.allocate(DESTINATION_BYTES, Integer.BYTES);
            destination.set(INT, 0, TABLE);
            destination.set(INT, 4, RULES_BY_UDP_PORT);
            try (BpfInnerMap trie = BpfInnerMap.lpmTrie("mlffr_prefixes", PREFIX_BYTES, DESTINATION_BYTES, 1)) {
                trie.map().update(key, destination);
                maps.map("prefixes4").update(arena.allocateFrom(INT, 0), arena.allocateFrom(INT, trie.map().fd()));
            }
        });
    }

    /**
     * Has it wait for the container, however long that is kept from its work. Otherwise the kernel would forward the packets of one
     * that is overloaded, and it would look the faster for it.
     */
    static void neverPass(Container container) {
        change(container, (maps, arena) -> {
            BpfMap settings = maps.map("settings");
            MemorySegment zero = arena.allocateFrom(INT, 0);
            MemorySegment values = arena.allocate(SETTINGS_BYTES, Long.BYTES);
            if (!settings.lookup(zero, values)) {
                throw new RigException("the XDP program has no settings");
            }
            values.set(ValueLayout.JAVA_LONG, 0, Long.MAX_VALUE);
            settings.update(zero, values);
        });
    }

    private interface Change {
        void make(BpfMapsOfProcess maps, Arena arena);
    }

    private static void change(Container container, Change change) {
        try (BpfMapsOfProcess maps = BpfMapsOfProcess.open(container.pid()); Arena arena = Arena.ofConfined()) {
            change.make(maps, arena);
        } catch (NativeException | IllegalArgumentException e) {
            throw new RigException("cannot change the maps of the container's XDP program: " + e.getMessage(), e);
        }
    }
}
