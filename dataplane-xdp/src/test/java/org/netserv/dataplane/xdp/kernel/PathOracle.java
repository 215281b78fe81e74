package org.netserv.dataplane.xdp.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netserv.api.Verdict;
import org.netserv.conformance.InternetChecksum;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.net.Prefix;
import org.netserv.node.packet.PacketBatch;
import org.netserv.node.packet.PacketParser;
import org.netserv.node.path.Delivery;
import org.netserv.node.path.FilterTable.PrefixOwner;
import org.netserv.node.path.ModuleSlot;
import org.netserv.node.path.PacketFilter;
import org.netserv.node.path.PacketPath;
import org.netserv.node.plane.PlaneException;

/**
 * What the node itself would make of a frame: its parser, and whether one of its modules saw the packet. The link layer, which
 * the node has no part in, is read here a second time.
 */
final class PathOracle {
    private static final int ROOM = 16_384;
    private static final List<Prefix> EVERYWHERE = List.of(Prefix.ALL_IPV4, Prefix.ALL_IPV6);
    private static final int SIGNALING_PORT = 270;

    private final NodeCounters counters = NodeCounters.inMemory();
    private final PacketPath path;
    private final PacketBatch batch = new PacketBatch(Arena.ofAuto().allocate(ROOM));
    private final byte[] mac;
    private final ModuleSlot[] slots;
    private @Nullable Delivery delivery;
    private boolean seen;

    /** A node with these modules, on an interface with this address. */
    PathOracle(byte[] mac, Collection<PrefixOwner> owners, List<Module> modules) throws PlaneException {
        this.mac = mac.clone();
        path = new PacketPath(1, owners, counters);
        slots = modules.stream().map(this::slot).toArray(ModuleSlot[]::new);
        path.replace(List.of(), List.of(slots), next -> delivery = next);
    }

    private ModuleSlot slot(Module module) {
        return path.newSlot(new ModuleSlot.Settings("m" + module.filters().hashCode(), module.user(), EVERYWHERE,
                module.filters(), 0, true), packet -> {
                    seen = true;
                    return Verdict.ACCEPT;
                });
    }

    /** What the node asks a plane for. */
    List<KernelFilter> filters() {
        return delivery == null ? List.of() : KernelFilter.of(delivery);
    }

    /** What becomes of a frame where nothing is forwarded and no ring is there: wanted is {@link Outcome#NO_SOCKET}. */
    Outcome expected(byte[] frame) {
        int l3 = 14;
        int type = short16(frame, 12);
        if (isVlan(type)) {
            if (frame.length < 18) {
                return Outcome.NOT_IP;
            }
            l3 = 18;
            type = short16(frame, 16);
            if (isVlan(type)) {
                return Outcome.VLAN_NESTED;
            }
        }
        if (type != 0x0800 && type != 0x86dd) {
            return Outcome.NOT_IP;
        }
        if (!Arrays.equals(frame, 0, 6, mac, 0, 6)) {
            return Outcome.OTHER_HOST;
        }
        int version = frame.length > l3 ? (frame[l3] & 0xf0) >> 4 : 0;
        if (version != (type == 0x0800 ? 4 : 6)) {
            return Outcome.MALFORMED;
        }
        return ofPacket(Arrays.copyOfRange(frame, l3, frame.length), version);
    }

    private Outcome ofPacket(byte[] packet, int version) {
        load(packet);
        int form = PacketParser.parse(batch, 0);
        if (form != PacketParser.WHOLE) {
            return form == PacketParser.FRAGMENT ? Outcome.FRAGMENT : Outcome.MALFORMED;
        }
        if (version == 4 && InternetChecksum.of(packet, 0, (packet[0] & 0xf) * 4) != 0) {
            return Outcome.BAD_CHECKSUM;
        }
        if (batch.protocol(0) == 17 && batch.destinationPort(0) == SIGNALING_PORT) {
            return Outcome.SIGNALING;
        }
        load(packet);
        seen = false;
        path.worker(0).process(batch);
        return seen ? Outcome.NO_SOCKET : Outcome.NOT_WANTED;
    }

    private void load(byte[] packet) {
        batch.clear();
        MemorySegment.copy(packet, 0, batch.memory(), ValueLayout.JAVA_BYTE, 0, packet.length);
        batch.add(0, packet.length, ROOM, 1);
    }

    private static boolean isVlan(int type) {
        return type == 0x8100 || type == 0x88a8;
    }

    private static int short16(byte[] bytes, int offset) {
        return (bytes[offset] & 0xff) << 8 | (bytes[offset + 1] & 0xff);
    }

    void close() {
        for (ModuleSlot slot : slots) {
            slot.close();
        }
    }

    /** A publisher's module. */
    record Module(String user, List<PacketFilter> filters) {
        Module {
            filters = List.copyOf(filters);
        }
    }
}
