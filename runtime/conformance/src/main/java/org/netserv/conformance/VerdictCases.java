package org.netserv.conformance;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.netserv.api.Packet;
import org.netserv.api.PacketProcessor;
import org.netserv.api.Verdict;
import org.netserv.node.net.IpAddress;
import org.netserv.node.path.ModuleSlot;

/** Each verdict does what it says. Packets of one flow follow one another, so the last one's arrival ends a case. */
final class VerdictCases {
    private VerdictCases() {}

    static void addTo(CaseList list) {
        list.both("ACCEPT forwards untouched", VerdictCases::accept);
        list.both("DROP drops and is counted", trial -> ends(trial, Verdict.DROP, "dropped"));
        list.both("CONSUME ends the packet and is no drop", trial -> ends(trial, Verdict.CONSUME, "consumed"));
        list.both("REPLY brings the answer to the user", VerdictCases::reply);
        list.both("REPLY may be longer or shorter than the request", VerdictCases::replyOfOtherLength);
        list.both("REPLY with a foreign source is dropped and counted", VerdictCases::foreignReply);
        list.both("REPLY without any change is dropped and counted", VerdictCases::unchangedReply);
        list.both("ACCEPT with a foreign source put in is dropped and counted", VerdictCases::foreignAccept);
        list.both("two modules see a packet by order, the second with the first's changes", VerdictCases::chain);
        list.both("a module behind one that does not accept sees nothing", VerdictCases::chainEnds);
        list.both("TTL is as received", VerdictCases::ttl);
    }

    /** Whether it is packet {@code number} of {@link Trial#numbered}. */
    static boolean is(Packet packet, int number) {
        return packet.u16(packet.payloadOffset()) == number;
    }

    private static void accept(Trial trial) throws Exception {
        ModuleSlot slot = trial.install(trial.module("accept"), packet -> Verdict.ACCEPT);
        trial.expectUntouched(List.of(trial.numbered(1), trial.numbered(2)));
        trial.expectCount(slot, "packets", 2);
        trial.expectCount(slot, "bytes", 2L * trial.numbered(1).length);
        trial.expectCount(slot, "accepted", 2);
        trial.expectCount(slot, "dropped", 0);
    }

    private static void ends(Trial trial, Verdict verdict, String counter) throws Exception {
        ModuleSlot slot = trial.install(trial.module("ends"), packet -> is(packet, 1) ? verdict : Verdict.ACCEPT);
        trial.expect(List.of(trial.numbered(1), trial.numbered(2)), List.of(trial.numbered(2)), List.of());
        trial.expectCount(slot, "packets", 2);
        trial.expectCount(slot, counter, 1);
        trial.expectCount(slot, "accepted", 1);
        trial.expectCount(slot, "dropped", verdict == Verdict.DROP ? 1 : 0);
    }

    private static PacketBuilder answer(Trial trial, byte... payload) {
        return PacketBuilder.udp(trial.server, Trial.PORT, trial.user, Trial.USER_PORT).payload(payload);
    }

    private static void reply(Trial trial) throws Exception {
        ModuleSlot slot = trial.install(trial.module("reply"), packet -> {
            packet.swapAddresses();
            packet.swapPorts();
            packet.setU8(packet.payloadOffset(), 0x77);
            return Verdict.REPLY;
        });
        trial.expect(List.of(trial.udp((byte) 1, (byte) 2, (byte) 3).build()), List.of(),
                List.of(answer(trial, (byte) 0x77, (byte) 2, (byte) 3).build()));
        trial.expectCount(slot, "replied", 1);
        trial.expectCount(slot, "dropped", 0);
    }

    private static void replyOfOtherLength(Trial trial) throws Exception {
        byte[] text = "a longer answer than was asked for".getBytes(StandardCharsets.US_ASCII);
        trial.install(trial.module("resized"), packet -> {
            boolean first = packet.u8(packet.payloadOffset()) == 1;
            packet.swapAddresses();
            packet.swapPorts();
            packet.length(packet.payloadOffset() + (first ? text.length : 1));
            packet.copyFrom(text, 0, packet.payloadOffset(), packet.payloadLength());
            return Verdict.REPLY;
        });
        trial.expect(List.of(trial.udp((byte) 1, (byte) 2, (byte) 3).build(),
                trial.udp((byte) 2, (byte) 2, (byte) 3).build()), List.of(),
                List.of(answer(trial, text).build(), answer(trial, text[0]).build()));
    }

    private static void expectSpoofed(Trial trial, String name, PacketProcessor onFirst) throws Exception {
        ModuleSlot slot = trial.install(trial.module(name),
                packet -> is(packet, 1) ? onFirst.process(packet) : Verdict.ACCEPT);
        trial.expect(List.of(trial.numbered(1), trial.numbered(2)), List.of(trial.numbered(2)), List.of());
        trial.expectCount(slot, "spoofed", 1);
        trial.expectCount(slot, "dropped", 1);
        trial.expectCount(slot, "faults", 0);
    }

    /** Puts an address where the packet's source is. */
    static void source(Packet packet, IpAddress address) {
        if (packet.version() == 4) {
            packet.setI32(12, (int) address.low());
        } else {
            packet.setI64(8, address.high());
            packet.setI64(16, address.low());
        }
    }

    private static void foreignReply(Trial trial) throws Exception {
        expectSpoofed(trial, "foreign-reply", packet -> {
            packet.swapAddresses();
            packet.swapPorts();
            source(packet, trial.foreign);
            return Verdict.REPLY;
        });
    }

    private static void unchangedReply(Trial trial) throws Exception {
        expectSpoofed(trial, "unchanged-reply", packet -> Verdict.REPLY);
    }

    private static void foreignAccept(Trial trial) throws Exception {
        expectSpoofed(trial, "foreign-accept", packet -> {
            source(packet, trial.foreign);
            return Verdict.ACCEPT;
        });
    }

    private static PacketProcessor appends(int value) {
        return packet -> {
            packet.length(packet.length() + 1);
            packet.setU8(packet.length() - 1, value);
            return Verdict.ACCEPT;
        };
    }

    private static void chain(Trial trial) throws Exception {
        ModuleSlot last = trial.install(trial.module("last").order(30), appends(3));
        trial.install(trial.module("first").order(10), appends(1));
        trial.install(trial.module("tie").order(10), appends(2));
        trial.expect(List.of(trial.udp((byte) 0).build()),
                List.of(trial.udp((byte) 0, (byte) 1, (byte) 2, (byte) 3).build()), List.of());
        trial.expectCount(last, "bytes", trial.udp((byte) 0, (byte) 1, (byte) 2).build().length);
    }

    private static void chainEnds(Trial trial) throws Exception {
        trial.install(trial.module("first").order(1), packet -> is(packet, 1) ? Verdict.DROP
                : is(packet, 2) ? Verdict.CONSUME : Verdict.ACCEPT);
        ModuleSlot second = trial.install(trial.module("second").order(2), packet -> Verdict.ACCEPT);
        trial.expect(List.of(trial.numbered(1), trial.numbered(2), trial.numbered(3)), List.of(trial.numbered(3)),
                List.of());
        trial.expectCount(second, "packets", 1);
    }

    private static void ttl(Trial trial) throws Exception {
        ModuleSlot slot = trial.install(trial.module("ttl"),
                packet -> packet.ttl() == packet.u8(packet.payloadOffset()) ? Verdict.ACCEPT : Verdict.DROP);
        List<byte[]> packets = List.of(trial.udp((byte) 2).ttl(2).build(), trial.udp((byte) 64).build(),
                trial.udp((byte) 255).ttl(255).build());
        trial.expectUntouched(packets);
        trial.expectCount(slot, "accepted", 3);
    }
}
