package org.netserv.conformance;

import java.util.Arrays;
import java.util.List;
import org.netserv.api.Verdict;
import org.netserv.node.net.Prefix;
import org.netserv.node.path.EmitQueue;

/** Packets that modules send of their own accord. */
final class EmitCases {
    private EmitCases() {}

    static void addTo(CaseList list) {
        list.both("emitted packets arrive with right checksums", EmitCases::arrives);
        list.both("packets emitted within a call arrive", EmitCases::emittedWithin);
        list.both("a packet with a foreign source is not emitted", EmitCases::foreign);
        list.both("what is no packet is not emitted", EmitCases::broken);
    }

    /** Whether the node takes a packet of a module that may send from the server's address. */
    private static boolean emit(Trial trial, byte[] packet, int offset, int length) {
        Prefix[] sources = {trial.server.toPrefix()};
        return trial.plane.path().emitQueue().offerFrom(sources, packet, offset, length) == EmitQueue.TAKEN;
    }

    private static byte[] withoutChecksums(byte[] packet, int protocol) {
        byte[] copy = packet.clone();
        boolean ipv4 = copy[0] >> 4 == 4;
        if (ipv4) {
            PacketBuilder.put16(copy, 10, 0);
        }
        PacketBuilder.put16(copy, (ipv4 ? 20 : 40) + InternetChecksum.field(protocol), 0);
        return copy;
    }

    private static PacketBuilder toUser(Trial trial) {
        return PacketBuilder.udp(trial.server, Trial.PORT, trial.user, Trial.USER_PORT);
    }

    private static void arrives(Trial trial) throws Exception {
        byte[] udp = toUser(trial).payload((byte) 1, (byte) 2, (byte) 3).build();
        byte[] tcp = PacketBuilder.tcp(trial.server, Trial.PORT, trial.user, 9).payload(new byte[1000]).build();
        byte[] echo = PacketBuilder.echo(trial.server, trial.user, 4).payload((byte) 7).build();
        int icmp = trial.ipv4() ? PacketBuilder.ICMP : PacketBuilder.ICMPV6;
        byte[] padded = new byte[udp.length + 9];
        System.arraycopy(withoutChecksums(udp, PacketBuilder.UDP), 0, padded, 5, udp.length);
        boolean taken = emit(trial, padded, 5, udp.length)
                && emit(trial, withoutChecksums(tcp, PacketBuilder.TCP), 0, tcp.length)
                && emit(trial, withoutChecksums(echo, icmp), 0, echo.length);
        Trial.equal("taken", true, taken);
        trial.expect(List.of(trial.numbered(1)), List.of(trial.numbered(1)), List.of(udp, tcp, echo));
    }

    private static void emittedWithin(Trial trial) throws Exception {
        byte[] answer = toUser(trial).payload((byte) 5).build();
        trial.install(trial.module("emitting"), packet -> VerdictCases.is(packet, 1)
                && emit(trial, answer, 0, answer.length) ? Verdict.CONSUME : Verdict.ACCEPT);
        trial.expect(List.of(trial.numbered(1), trial.numbered(2)), List.of(trial.numbered(2)), List.of(answer));
    }

    private static void refused(Trial trial, List<byte[]> packets) throws Exception {
        for (byte[] packet : packets) {
            Trial.equal("taken: " + Hex.of(packet), false, emit(trial, packet, 0, packet.length));
        }
        trial.expectUntouched(List.of(trial.numbered(1)));
    }

    private static void foreign(Trial trial) throws Exception {
        refused(trial, List.of(
                PacketBuilder.udp(trial.foreign, Trial.PORT, trial.user, Trial.USER_PORT).payload((byte) 1).build(),
                trial.udp((byte) 1).build()));
    }

    private static void broken(Trial trial) throws Exception {
        byte[] right = toUser(trial).payload((byte) 1).build();
        byte[] cut = Arrays.copyOf(right, right.length - 1);
        byte[] version = right.clone();
        version[0] = 0x15;
        refused(trial, List.of(new byte[0], new byte[19], cut, version, new byte[70_000]));
    }
}
