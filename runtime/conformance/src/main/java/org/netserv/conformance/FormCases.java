package org.netserv.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.netserv.api.Verdict;
import org.netserv.node.path.ModuleSlot;

/** Packets that modules must not see pass untouched and are counted; unusual ones that they may see are seen. */
final class FormCases {
    private static final int UDP_HEADER = 8;
    private static final int TCP_HEADER = 20;

    private FormCases() {}

    static void addTo(CaseList list) {
        list.both("fragments arrive, and no module sees one", FormCases::fragments);
        list.both("UDP headers cut at every length pass untouched",
                trial -> malformed(trial, cutTransport(trial, trial.udp().build(), UDP_HEADER)));
        list.both("TCP headers cut at every length pass untouched", trial -> malformed(trial, cutTransport(trial,
                PacketBuilder.tcp(trial.user, 1, trial.server, 2).build(), TCP_HEADER)));
        list.both("wrong UDP lengths pass untouched", FormCases::wrongUdpLengths);
        list.both("wrong TCP header lengths pass untouched", FormCases::wrongTcpLengths);
        list.both("packets cut at every length do no harm", FormCases::cut);
        list.both("wrong IP lengths do no harm", FormCases::wrongIpLengths);
        list.ipv6("a routing header with segments left passes untouched", trial -> malformed(trial,
                List.of(trial.udp().extension(43, (byte) 4, (byte) 1).build())));
        list.ipv6("more extension headers than are followed pass untouched", FormCases::manyExtensions);
        list.ipv6("a packet without next header is seen as what it is",
                trial -> seen(trial, PacketBuilder.raw(trial.user, trial.server, 59).build(), 59));
        list.both("a packet without payload is seen", trial -> seen(trial, trial.udp().build(), PacketBuilder.UDP));
        list.both("a protocol without ports is seen", trial -> seen(trial,
                PacketBuilder.raw(trial.user, trial.server, 50).payload(new byte[33]).build(), 50));
    }

    /** Every packet passes as it is, is counted as malformed, and the module sees only the last, right one. */
    private static void malformed(Trial trial, List<byte[]> packets) throws Exception {
        ModuleSlot slot = trial.install(trial.module("malformed"), packet -> Verdict.ACCEPT);
        long before = trial.pathCount("malformed");
        List<byte[]> all = new ArrayList<>(packets);
        all.add(trial.numbered(1));
        trial.expectUntouched(all);
        trial.expectPathCount("malformed", before + packets.size());
        trial.expectCount(slot, "packets", 1);
    }

    /** The same where the network lets such packets through; elsewhere nothing but the right one arrives. */
    private static void malformedIp(Trial trial, List<byte[]> packets) throws Exception {
        if (trial.plane.forwardsBrokenIp()) {
            malformed(trial, packets);
            return;
        }
        ModuleSlot slot = trial.install(trial.module("malformed"), packet -> Verdict.ACCEPT);
        List<byte[]> all = new ArrayList<>(packets);
        all.add(trial.numbered(1));
        trial.expect(all, List.of(trial.numbered(1)), List.of());
        trial.expectCount(slot, "packets", 1);
    }

    private static void seen(Trial trial, byte[] packet, int protocol) throws Exception {
        ModuleSlot slot = trial.install(trial.module("seen"),
                lent -> lent.protocol() == protocol && lent.length() == packet.length ? Verdict.ACCEPT : Verdict.DROP);
        trial.expectUntouched(List.of(packet));
        trial.expectCount(slot, "accepted", 1);
    }

    private static int l4Offset(Trial trial) {
        return trial.ipv4() ? 20 : 40;
    }

    private static byte[] transport(Trial trial, byte[] packet) {
        return Arrays.copyOfRange(packet, l4Offset(trial), packet.length);
    }

    private static int protocol(Trial trial, byte[] packet) {
        return packet[trial.ipv4() ? 9 : 6];
    }

    private static byte[] withTransport(Trial trial, int protocol, byte[] transport) {
        return PacketBuilder.raw(trial.user, trial.server, protocol).payload(transport).build();
    }

    private static List<byte[]> cutTransport(Trial trial, byte[] packet, int headerLength) {
        List<byte[]> cut = new ArrayList<>();
        for (int length = 0; length < headerLength; length++) {
            cut.add(withTransport(trial, protocol(trial, packet), Arrays.copyOf(transport(trial, packet), length)));
        }
        return cut;
    }

    private static void wrongUdpLengths(Trial trial) throws Exception {
        byte[] transport = transport(trial, trial.udp(new byte[20]).build());
        List<byte[]> wrong = new ArrayList<>();
        for (int length : new int[]{0, 1, 7, 8, 27, 29, 0xffff}) {
            PacketBuilder.put16(transport, 4, length);
            wrong.add(withTransport(trial, PacketBuilder.UDP, transport));
        }
        malformed(trial, wrong);
    }

    private static void wrongTcpLengths(Trial trial) throws Exception {
        byte[] transport = transport(trial,
                PacketBuilder.tcp(trial.user, 1, trial.server, 2).payload(new byte[11]).build());
        List<byte[]> wrong = new ArrayList<>();
        for (int words : new int[]{0, 1, 4, 8, 15}) {
            transport[12] = (byte) (words << 4);
            wrong.add(withTransport(trial, PacketBuilder.TCP, transport));
        }
        malformed(trial, wrong);
    }

    private static void cut(Trial trial) throws Exception {
        byte[] whole = trial.udp((byte) 1, (byte) 2, (byte) 3).build();
        List<byte[]> cut = new ArrayList<>();
        for (int length = 1; length < whole.length; length++) {
            cut.add(Arrays.copyOf(whole, length));
        }
        malformedIp(trial, cut);
    }

    private static void wrongIpLengths(Trial trial) throws Exception {
        byte[] whole = trial.udp((byte) 1, (byte) 2, (byte) 3).build();
        List<byte[]> wrong = new ArrayList<>();
        int field = trial.ipv4() ? 2 : 4;
        int right = trial.ipv4() ? whole.length : whole.length - 40;
        for (int length : new int[]{right + 1, right + 256, 0xffff}) {
            byte[] copy = whole.clone();
            PacketBuilder.put16(copy, field, length);
            wrong.add(copy);
        }
        for (int first : trial.ipv4() ? new int[]{0x44, 0x40, 0x4f, 0x55, 0x05} : new int[]{0x50, 0x70, 0xf0, 0}) {
            byte[] copy = whole.clone();
            copy[0] = (byte) first;
            wrong.add(copy);
        }
        if (trial.ipv4()) {
            byte[] copy = whole.clone();
            PacketBuilder.put16(copy, field, 19);
            wrong.add(copy);
        }
        malformedIp(trial, wrong);
    }

    private static void manyExtensions(Trial trial) throws Exception {
        PacketBuilder builder = trial.udp();
        for (int i = 0; i < 9; i++) {
            builder.extension(60, (byte) 1, (byte) 4, (byte) 0, (byte) 0, (byte) 0, (byte) 0);
        }
        malformed(trial, List.of(builder.build()));
    }

    private static byte[] fragment(Trial trial, byte[] transport, int from, int to, boolean more) {
        byte[] part = Arrays.copyOfRange(transport, from, to);
        if (trial.ipv4()) {
            byte[] packet = PacketBuilder.raw(trial.user, trial.server, PacketBuilder.UDP).identification(0x7071)
                    .payload(part).build();
            PacketBuilder.put16(packet, 6, (more ? 0x2000 : 0) | from / 8);
            PacketBuilder.put16(packet, 10, 0);
            PacketBuilder.put16(packet, 10, InternetChecksum.of(packet, 0, 20));
            return packet;
        }
        int offset = from | (more ? 1 : 0);
        return PacketBuilder.raw(trial.user, trial.server, PacketBuilder.UDP)
                .extension(44, (byte) (offset >> 8), (byte) offset, (byte) 1, (byte) 2, (byte) 3, (byte) 4)
                .payload(part).build();
    }

    private static void fragments(Trial trial) throws Exception {
        byte[] payload = new byte[1432];
        for (int i = 0; i < payload.length; i++) {
            payload[i] = (byte) (i >> 3);
        }
        byte[] transport = transport(trial, trial.udp(payload).build());
        List<byte[]> sent = List.of(fragment(trial, transport, 0, 720, true),
                fragment(trial, transport, 720, transport.length, false));
        ModuleSlot slot = trial.install(trial.module("fragments"), packet -> Verdict.ACCEPT);
        if (trial.plane.reassembles()) {
            Outcome outcome = trial.plane.send(sent, sent.size(), 0);
            Trial.equal("bytes of the datagram, in however many packets", Hex.of(transport),
                    Hex.of(reassembled(trial, outcome.atServer(), transport.length)));
            trial.expectCount(slot, "packets", 1);
            return;
        }
        long before = trial.pathCount("fragments");
        trial.expectUntouched(sent);
        trial.expectPathCount("fragments", before + sent.size());
        trial.expectCount(slot, "packets", 0);
    }

    private static byte[] reassembled(Trial trial, List<byte[]> packets, int length) {
        byte[] whole = new byte[length];
        for (byte[] packet : packets) {
            boolean fragmentHeader = !trial.ipv4() && packet[6] == 44;
            int start = l4Offset(trial) + (fragmentHeader ? 8 : 0);
            int field = trial.ipv4() ? 6 : 42;
            int value = (packet[field] & 0xff) << 8 | (packet[field + 1] & 0xff);
            int offset = trial.ipv4() ? (value & 0x1fff) * 8 : fragmentHeader ? value & 0xfff8 : 0;
            System.arraycopy(packet, start, whole, offset, Math.min(packet.length - start, length - offset));
        }
        return whole;
    }
}
