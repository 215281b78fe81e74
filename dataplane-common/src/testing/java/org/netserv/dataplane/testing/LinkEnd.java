package org.netserv.dataplane.testing;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.netserv.dataplane.common.InNamespace;
import org.netserv.ffi.Linux;
import org.netserv.ffi.MessageVector;
import org.netserv.ffi.NativeSocket;
import org.netserv.ffi.NetworkInterfaces;
import org.netserv.node.plane.PlaneException;

/** The far end of a router's link: sends and receives IP packets as they are, and answers nothing. */
public final class LinkEnd implements AutoCloseable {
    private static final int ADDRESS_BYTES = 20;
    private static final int KIND = 10;
    private static final int ETHERNET = 14;
    private static final int SLOT_BYTES = 1 << 17;
    private static final int SLOTS = 32;
    private static final int MAC_BYTES = 6;
    private static final int VLAN_TAG = 4;
    private static final int ETHERTYPE_VLAN = 0x8100;
    /** Where the kernel says what tag it has taken out: struct cmsghdr, then struct tpacket_auxdata of linux/if_packet.h. */
    private static final int CONTROL_BYTES = 64;
    private static final int PACKET_AUXDATA = 8;
    private static final int AUX_STATUS = 16;
    private static final int AUX_TAG = AUX_STATUS + 16;
    private static final int TP_STATUS_VLAN_VALID = 1 << 4;
    private static final ValueLayout.OfShort NET_SHORT = ValueLayout.JAVA_SHORT_UNALIGNED
            .withOrder(ByteOrder.BIG_ENDIAN);

    private static final ValueLayout.OfLong NET_LONG = ValueLayout.JAVA_LONG_UNALIGNED
            .withOrder(ByteOrder.BIG_ENDIAN);

    private final Arena arena = Arena.ofShared();
    private final NativeSocket socket;
    private final byte[] routerMac;
    private final MemorySegment memory = arena.allocate((long) SLOTS * SLOT_BYTES);
    private final MemorySegment addresses = arena.allocate((long) SLOTS * ADDRESS_BYTES);
    private final MessageVector vector = new MessageVector(arena, SLOTS, SLOTS);
    private final MessageVector out = new MessageVector(arena, 1, 1);
    private final MemorySegment controls = arena.allocate((long) SLOTS * CONTROL_BYTES, Long.BYTES);
    private final List<Arrived> received = new ArrayList<>();

    /** The end of a link, in a namespace, whose other end has that hardware address. */
    public LinkEnd(String namespace, String networkInterface, byte[] routerMac) throws PlaneException {
        this.routerMac = routerMac.clone();
        socket = new InNamespace("test", namespace).call(() -> {
            NativeSocket packets = NativeSocket.open(Linux.AF_PACKET, Linux.SOCK_RAW,
                    Short.toUnsignedInt(Short.reverseBytes((short) Linux.ETH_P_ALL)));
            MemorySegment address = arena.allocate(ADDRESS_BYTES, 4);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) Linux.AF_PACKET);
            address.set(NET_SHORT, 2, (short) Linux.ETH_P_ALL);
            address.set(ValueLayout.JAVA_INT, 4, NetworkInterfaces.index(networkInterface));
            packets.bind(address);
            packets.option(Linux.SOL_SOCKET, Linux.SO_RCVBUFFORCE, 64 << 20);
            packets.option(Linux.SOL_PACKET, PACKET_AUXDATA, 1);
            return packets;
        });
        for (int i = 0; i < SLOTS; i++) {
            vector.buffer(i, memory, (long) i * SLOT_BYTES, SLOT_BYTES);
            vector.message(i, i, 1);
            vector.name(i, addresses, (long) i * ADDRESS_BYTES, ADDRESS_BYTES);
        }
    }

    /** Sends an IP packet to the router. */
    public void send(byte[] packet) {
        send(packet, -1);
    }

    /** Sends an IP packet to the router, with a VLAN's tag if that is not -1. */
    public void send(byte[] packet, int tag) {
        int l3 = ETHERNET + (tag < 0 ? 0 : VLAN_TAG);
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment frame = scratch.allocate(l3 + packet.length);
            MemorySegment.copy(routerMac, 0, frame, ValueLayout.JAVA_BYTE, 0, MAC_BYTES);
            frame.set(ValueLayout.JAVA_BYTE, MAC_BYTES, (byte) 2);
            if (tag >= 0) {
                frame.set(NET_SHORT, ETHERNET - 2, (short) ETHERTYPE_VLAN);
                frame.set(NET_SHORT, ETHERNET, (short) tag);
            }
            frame.set(NET_SHORT, l3 - 2, (short) (packet.length > 0 && packet[0] >>> 4 == 6 ? 0x86dd : 0x0800));
            MemorySegment.copy(packet, 0, frame, ValueLayout.JAVA_BYTE, l3, packet.length);
            out.buffer(0, frame, 0, frame.byteSize());
            out.message(0, 0, 1);
            long sent = socket.sendOne(out, 0, 0);
            if (sent != frame.byteSize()) {
                throw new IllegalStateException("sent " + sent + " of " + frame.byteSize() + " bytes");
            }
        }
    }

    /** What has come until now and, if nothing is there, within a time; since the last {@link #take}. */
    public List<Arrived> receive(int millis) {
        socket.poll(Linux.POLLIN, millis);
        for (int i = 0; i < SLOTS; i++) {
            vector.control(i, controls, (long) i * CONTROL_BYTES, CONTROL_BYTES);
        }
        int count = socket.receive(vector, SLOTS, Linux.MSG_DONTWAIT);
        for (int i = 0; i < count; i++) {
            boolean ours = addresses.get(ValueLayout.JAVA_BYTE,
                    (long) i * ADDRESS_BYTES + KIND) == Linux.PACKET_OUTGOING;
            long frame = (long) i * SLOT_BYTES;
            int length = packetLength(frame + ETHERNET, vector.length(i) - ETHERNET);
            if (!ours && length > 0) {
                received.add(new Arrived(
                        memory.asSlice(frame + ETHERNET, length).toArray(ValueLayout.JAVA_BYTE),
                        memory.get(NET_LONG, frame) >>> Short.SIZE, tag((long) i * CONTROL_BYTES)));
            }
        }
        return received;
    }

    /** The kernel takes a tag out of a frame before any socket sees it. */
    private int tag(long control) {
        boolean tagged = (controls.get(ValueLayout.JAVA_INT, control + AUX_STATUS) & TP_STATUS_VLAN_VALID) != 0;
        return tagged ? controls.get(ValueLayout.JAVA_SHORT, control + AUX_TAG) & 0xffff : -1;
    }

    /** Hands over what has come, and forgets it. */
    public List<Arrived> takeAll() {
        List<Arrived> taken = List.copyOf(received);
        received.clear();
        return taken;
    }

    /** The packets of {@link #takeAll}. */
    public List<byte[]> take() {
        return takeAll().stream().map(Arrived::packet).toList();
    }

    /** Length of the IP packet without link-layer padding; 0 for what is no unicast IP packet. */
    private int packetLength(long at, int available) {
        int type = memory.get(NET_SHORT, at - 2) & 0xffff;
        if (type == 0x0800 && available >= 20) {
            return Math.min(available, memory.get(NET_SHORT, at + 2) & 0xffff);
        }
        boolean multicast = memory.get(ValueLayout.JAVA_BYTE, at + 24) == (byte) 0xff;
        return type == 0x86dd && available >= 40 && !multicast
                ? Math.min(available, 40 + (memory.get(NET_SHORT, at + 4) & 0xffff))
                : 0;
    }

    @Override
    public void close() {
        socket.close();
        arena.close();
    }

    /** A packet that has come. */
    public static final class Arrived {
        private final byte[] packet;
        private final long to;
        private final int tag;

        private Arrived(byte[] packet, long to, int tag) {
            this.packet = packet;
            this.to = to;
            this.tag = tag;
        }

        /** The packet, from its IP header on, without link-layer padding. */
        public byte[] packet() {
            return packet.clone();
        }

        /** The hardware address that it was sent to, the first byte highest. */
        public long to() {
            return to;
        }

        /** The tag of its VLAN; -1 if it has none. */
        public int tag() {
            return tag;
        }
    }
}
