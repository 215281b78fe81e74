package org.netserv.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.netserv.api.Packet;
import org.netserv.api.PacketProcessor;
import org.netserv.api.Verdict;
import org.netserv.node.path.ModuleSlot;

/** Changed packets leave with right lengths and checksums: compared with packets built by {@link PacketBuilder}. */
final class ChangeCases {
    private static final byte[] PAYLOAD = {10, 11, 12, 13, 14};

    private ChangeCases() {}

    static void addTo(CaseList list) {
        list.both("a byte changed in UDP, TCP and ICMP leaves with the right checksum", ChangeCases::inPlace);
        list.both("a longer payload leaves with right lengths and checksum", trial -> resized(trial, 1200));
        list.both("a shorter payload leaves with right lengths and checksum", trial -> resized(trial, 2));
        list.both("an emptied payload leaves with right lengths and checksum", trial -> resized(trial, 0));
        list.both("payloads of every length up to 66 leave with the right checksum", ChangeCases::everyLength);
        list.both("a UDP checksum that comes out as 0 leaves as 0xffff", ChangeCases::computedZero);
        list.ipv4("a UDP checksum of 0 stays 0", ChangeCases::absentChecksum);
        list.both("a wrong UDP or TCP checksum leaves as it came if nothing is changed", ChangeCases::wrongUntouched);
        list.both("a wrong UDP or TCP checksum leaves right if something is changed", ChangeCases::wrongMadeRight);
        list.both("changed ports leave with the right checksum", ChangeCases::ports);
        list.both("a changed TTL is what is decremented", ChangeCases::ttl);
        list.both("a changed destination is where the packet goes", ChangeCases::destination);
        list.both("bytes moved and copied leave as they stand", ChangeCases::moved);
        list.ipv4("IPv4 options are kept, and headers behind them found", ChangeCases::options);
        list.ipv4("a module may put in IPv4 options", ChangeCases::optionInserted);
        list.ipv6("IPv6 extension headers are kept, and headers behind them found", ChangeCases::extensions);
    }

    private static List<PacketBuilder> kinds(Trial trial) {
        return List.of(trial.udp(), PacketBuilder.tcp(trial.user, 7, trial.server, Trial.PORT),
                PacketBuilder.tcp(trial.user, 7, trial.server, Trial.PORT).tcpOptions((byte) 1, (byte) 1, (byte) 1),
                PacketBuilder.echo(trial.user, trial.server, 9));
    }

    /** First byte behind the transport header; ICMP's payload starts, for the parser, with its header. */
    private static int data(Packet packet) {
        boolean icmp = packet.protocol() == PacketBuilder.ICMP || packet.protocol() == PacketBuilder.ICMPV6;
        return packet.payloadOffset() + (icmp ? 8 : 0);
    }

    private static void changes(Trial trial, List<byte[]> sent, List<byte[]> expected, PacketProcessor change)
            throws Exception {
        ModuleSlot slot = trial.install(trial.module("change"), change);
        trial.expect(sent, expected, List.of());
        trial.expectCount(slot, "modified", sent.size());
        trial.expectCount(slot, "accepted", sent.size());
        trial.expectCount(slot, "faults", 0);
    }

    private static List<byte[]> built(List<PacketBuilder> builders, byte... payload) {
        return builders.stream().map(builder -> builder.payload(payload).build()).toList();
    }

    private static void inPlace(Trial trial) throws Exception {
        byte[] changed = PAYLOAD.clone();
        changed[2] = (byte) 0xee;
        changes(trial, built(kinds(trial), PAYLOAD), built(kinds(trial), changed), packet -> {
            packet.setU8(data(packet) + 2, 0xee);
            return Verdict.ACCEPT;
        });
    }

    private static byte[] text(int length) {
        byte[] text = new byte[length];
        for (int i = 0; i < length; i++) {
            text[i] = (byte) (i * 7 + 3);
        }
        return text;
    }

    private static void resized(Trial trial, int length) throws Exception {
        byte[] text = text(length);
        changes(trial, built(kinds(trial), PAYLOAD), built(kinds(trial), text), packet -> {
            packet.length(data(packet) + length);
            packet.copyFrom(text, 0, data(packet), length);
            return Verdict.ACCEPT;
        });
    }

    private static void everyLength(Trial trial) throws Exception {
        List<byte[]> sent = new ArrayList<>();
        List<byte[]> expected = new ArrayList<>();
        for (int length = 1; length <= 66; length++) {
            byte[] text = text(length);
            sent.add(trial.udp(text).build());
            text[length - 1] = (byte) 0xf1;
            expected.add(trial.udp(text).build());
        }
        changes(trial, sent, expected, packet -> {
            packet.setU8(packet.length() - 1, 0xf1);
            return Verdict.ACCEPT;
        });
    }

    private static void computedZero(Trial trial) throws Exception {
        byte[] zero = trial.udp(new byte[2]).build();
        int l4Offset = zero.length - 10;
        int checksum = (zero[l4Offset + 6] & 0xff) << 8 | (zero[l4Offset + 7] & 0xff);
        byte[] expected = trial.udp((byte) (checksum >> 8), (byte) checksum).build();
        Trial.equal("checksum that this case is about", (byte) 0xff, expected[l4Offset + 6]);
        changes(trial, List.of(zero), List.of(expected), packet -> {
            packet.setU16(packet.payloadOffset(), checksum);
            return Verdict.ACCEPT;
        });
    }

    private static void absentChecksum(Trial trial) throws Exception {
        changes(trial, List.of(trial.udp(PAYLOAD).withoutChecksum().build()),
                List.of(trial.udp((byte) 1).withoutChecksum().build()), packet -> {
                    packet.length(packet.payloadOffset() + 1);
                    packet.setU8(packet.payloadOffset(), 1);
                    return Verdict.ACCEPT;
                });
    }

    /** UDP and TCP packets whose checksums are wrong. */
    private static List<byte[]> wrong(Trial trial) {
        List<byte[]> packets = built(kinds(trial).subList(0, 2), PAYLOAD);
        int l4Offset = trial.ipv4() ? 20 : 40;
        packets.get(0)[l4Offset + 6] ^= 0x55;
        packets.get(1)[l4Offset + 16] ^= 0x55;
        return packets;
    }

    private static void wrongUntouched(Trial trial) throws Exception {
        ModuleSlot slot = trial.install(trial.module("looks"), packet -> Verdict.ACCEPT);
        trial.expectUntouched(wrong(trial));
        trial.expectCount(slot, "packets", 2);
        trial.expectCount(slot, "modified", 0);
    }

    /** It is made anew over all of the packet, as on a host that sends it: whoever changes a packet vouches for it. */
    private static void wrongMadeRight(Trial trial) throws Exception {
        byte[] changed = PAYLOAD.clone();
        changed[0] = 99;
        changes(trial, wrong(trial), built(kinds(trial).subList(0, 2), changed), packet -> {
            packet.setU8(packet.payloadOffset(), 99);
            return Verdict.ACCEPT;
        });
    }

    private static void ports(Trial trial) throws Exception {
        changes(trial, List.of(trial.udp(PAYLOAD).build()),
                List.of(PacketBuilder.udp(trial.user, 0xabcd, trial.server, 9).payload(PAYLOAD).build()), packet -> {
                    packet.setU16(packet.l4Offset(), 0xabcd);
                    packet.setU16(packet.l4Offset() + 2, 9);
                    return Verdict.ACCEPT;
                });
    }

    private static void ttl(Trial trial) throws Exception {
        changes(trial, List.of(trial.udp(PAYLOAD).build()), List.of(trial.udp(PAYLOAD).ttl(33).build()), packet -> {
            packet.ttl(33);
            return Verdict.ACCEPT;
        });
    }

    private static void destination(Trial trial) throws Exception {
        changes(trial, List.of(trial.udp(PAYLOAD).build()), List.of(
                PacketBuilder.udp(trial.user, Trial.USER_PORT, trial.foreign, Trial.PORT).payload(PAYLOAD).build()),
                packet -> {
                    if (packet.version() == 4) {
                        packet.setI32(16, (int) trial.foreign.low());
                    } else {
                        packet.setI64(24, trial.foreign.high());
                        packet.setI64(32, trial.foreign.low());
                    }
                    return Verdict.ACCEPT;
                });
    }

    private static void moved(Trial trial) throws Exception {
        byte[] expected = {1, 2, 10, 11, 12, 13, 14};
        changes(trial, List.of(trial.udp(PAYLOAD).build()), List.of(trial.udp(expected).build()), packet -> {
            packet.length(packet.length() + 2);
            packet.move(packet.payloadOffset(), packet.payloadOffset() + 2, PAYLOAD.length);
            packet.copyFrom(expected, 0, packet.payloadOffset(), 2);
            byte[] copy = new byte[9];
            packet.copyTo(packet.payloadOffset(), copy, 1, 7);
            return Arrays.equals(copy, 1, 8, expected, 0, 7) ? Verdict.ACCEPT : Verdict.DROP;
        });
    }

    private static PacketProcessor firstByteWhereExpected(int l4Offset) {
        return packet -> {
            if (packet.l4Offset() != l4Offset || packet.payloadOffset() != l4Offset + 8
                    || packet.protocol() != PacketBuilder.UDP || packet.destinationPort() != Trial.PORT) {
                return Verdict.DROP;
            }
            packet.setU8(packet.payloadOffset(), 99);
            return Verdict.ACCEPT;
        };
    }

    private static void options(Trial trial) throws Exception {
        byte[] noOperations = {1, 1, 1, 1, 1, 1, 1, 0};
        changes(trial, List.of(trial.udp((byte) 1, (byte) 2).options(noOperations).build()),
                List.of(trial.udp((byte) 99, (byte) 2).options(noOperations).build()), firstByteWhereExpected(28));
    }

    private static void optionInserted(Trial trial) throws Exception {
        changes(trial, List.of(trial.udp(PAYLOAD).build()),
                List.of(trial.udp(PAYLOAD).options((byte) 1, (byte) 1, (byte) 1, (byte) 1).build()), packet -> {
                    int length = packet.length();
                    packet.length(length + 4);
                    packet.move(20, 24, length - 20);
                    packet.setI32(20, 0x01010101);
                    packet.setU8(0, 0x46);
                    return Verdict.ACCEPT;
                });
    }

    /** Options that pad: type 1, and as long as the header is. */
    static PacketBuilder withExtensions(PacketBuilder builder) {
        return builder.extension(0, (byte) 1, (byte) 4, (byte) 0, (byte) 0, (byte) 0, (byte) 0)
                .extension(60, (byte) 1, (byte) 12, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0,
                        (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0);
    }

    private static void extensions(Trial trial) throws Exception {
        changes(trial, List.of(withExtensions(trial.udp((byte) 1, (byte) 2)).build()),
                List.of(withExtensions(trial.udp((byte) 99, (byte) 2)).build()), firstByteWhereExpected(64));
    }
}
