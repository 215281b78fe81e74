package org.netserv.conformance;

import java.util.List;
import org.netserv.api.Packet;
import org.netserv.api.PacketProcessor;
import org.netserv.api.Verdict;
import org.netserv.node.path.ModuleSlot;

/** A module that faults leaves no trace in its packet; fail-policy decides whether the packet goes on. */
final class FaultCases {
    private FaultCases() {}

    static void addTo(CaseList list) {
        bothPolicies(list, "a module that throws", 0, packet -> {
            throw new IllegalStateException("thrown by the case");
        });
        bothPolicies(list, "a module that throws with its packet half changed", 0, packet -> {
            change(packet);
            throw new IllegalStateException("thrown by the case");
        });
        bothPolicies(list, "a module that throws an Error", 0, packet -> {
            change(packet);
            throw new StackOverflowError("thrown by the case");
        });
        bothPolicies(list, "a module that reads outside the packet", 0, packet -> {
            change(packet);
            return packet.u8(packet.length()) == 0 ? Verdict.ACCEPT : Verdict.DROP;
        });
        bothPolicies(list, "a module that returns null", 0, FaultCases::returnsNull);
        bothPolicies(list, "a module that destroys the IP header", 1, packet -> {
            change(packet);
            packet.setI64(0, 0);
            return Verdict.ACCEPT;
        });
        bothPolicies(list, "a module that destroys the IP header of its reply", 1, packet -> {
            change(packet);
            packet.setU8(0, packet.version() == 4 ? 0x41 : 0xf0);
            return Verdict.REPLY;
        });
        bothPolicies(list, "a module that changes the IP version", 1, packet -> {
            packet.setU8(0, packet.version() == 4 ? 0x60 : 0x45);
            return Verdict.ACCEPT;
        });
        bothPolicies(list, "a module that makes a fragment", 1, packet -> {
            packet.setU8(6, packet.version() == 4 ? 0x20 : 44);
            return Verdict.ACCEPT;
        });
        list.both("a fault keeps what the module before it changed", FaultCases::secondFaults);
        list.both("the module behind one that faults sees the packet restored", FaultCases::firstFaults);
    }

    private static void change(Packet packet) {
        packet.swapAddresses();
        packet.ttl(1);
        packet.length(packet.length() + 40);
        packet.setI64(packet.payloadOffset(), -1);
    }

    @SuppressWarnings("NullAway") // what it is for
    private static Verdict returnsNull(Packet packet) {
        change(packet);
        return null;
    }

    private static void bothPolicies(CaseList list, String name, int mangled, PacketProcessor fault) {
        list.both(name + ": fail-policy open restores and forwards", trial -> open(trial, mangled, fault));
        list.both(name + ": fail-policy closed drops", trial -> closed(trial, mangled, fault));
    }

    private static void open(Trial trial, int mangled, PacketProcessor fault) throws Exception {
        ModuleSlot slot = trial.install(trial.module("open"), fault);
        trial.expectUntouched(List.of(trial.numbered(1), trial.numbered(2)));
        trial.expectCount(slot, "faults", 2);
        trial.expectCount(slot, "mangled", 2L * mangled);
        trial.expectCount(slot, "accepted", 2);
        trial.expectCount(slot, "dropped", 0);
        trial.expectCount(slot, "modified", 0);
    }

    private static void closed(Trial trial, int mangled, PacketProcessor fault) throws Exception {
        ModuleSlot slot = trial.install(trial.module("closed").failClosed(),
                packet -> VerdictCases.is(packet, 1) ? fault.process(packet) : Verdict.ACCEPT);
        trial.expect(List.of(trial.numbered(1), trial.numbered(2)), List.of(trial.numbered(2)), List.of());
        trial.expectCount(slot, "faults", 1);
        trial.expectCount(slot, "mangled", mangled);
        trial.expectCount(slot, "dropped", 1);
        trial.expectCount(slot, "accepted", 1);
    }

    private static Verdict mark(Packet packet) {
        packet.setU8(packet.payloadOffset(), 0x33);
        return Verdict.ACCEPT;
    }

    private static void secondFaults(Trial trial) throws Exception {
        trial.install(trial.module("first").order(1), FaultCases::mark);
        trial.install(trial.module("second").order(2), packet -> {
            change(packet);
            throw new IllegalStateException("thrown by the case");
        });
        trial.expect(List.of(trial.udp((byte) 1, (byte) 2).build()),
                List.of(trial.udp((byte) 0x33, (byte) 2).build()), List.of());
    }

    private static void firstFaults(Trial trial) throws Exception {
        trial.install(trial.module("first").order(1), packet -> {
            change(packet);
            packet.setU8(0, 0);
            return Verdict.ACCEPT;
        });
        ModuleSlot second = trial.install(trial.module("second").order(2),
                packet -> packet.payloadLength() == 2 && packet.destinationPort() == Trial.PORT
                        ? mark(packet)
                        : Verdict.DROP);
        trial.expect(List.of(trial.udp((byte) 1, (byte) 2).build()),
                List.of(trial.udp((byte) 0x33, (byte) 2).build()), List.of());
        trial.expectCount(second, "modified", 1);
    }
}
