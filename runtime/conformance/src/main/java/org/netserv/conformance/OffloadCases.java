package org.netserv.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.netserv.api.PacketProcessor;
import org.netserv.api.Verdict;
import org.netserv.node.path.ModuleSlot;

/**
 * Flows that modules hand to the kernel: what arrives is the same on every plane; whether modules still see it depends on
 * whether the plane can.
 */
final class OffloadCases {
    private static final int IDLE_SECONDS = 60;
    /** Longer than a plane takes to hand a flow over. */
    private static final int MOMENT_MILLIS = 150;

    private OffloadCases() {}

    static void addTo(CaseList list) {
        list.both("an accepted flow goes on without its module", OffloadCases::accepted);
        list.both("a dropped flow is dropped without its module", OffloadCases::dropped);
        list.both("other flows than the offloaded one are seen", OffloadCases::otherFlows);
        list.both("flows of TCP and of protocols without ports are offloaded", OffloadCases::otherProtocols);
        list.both("a module behind that does not ask sees all", OffloadCases::notBlindedBehind);
        list.both("a module before that does not ask sees all", OffloadCases::notBlindedBefore);
        list.both("a flow that all modules of a chain accept goes on without them", OffloadCases::allAgree);
        list.both("a module behind one that drops a flow has no say", OffloadCases::dropIsFinal);
        list.both("a module that comes sees flows that were offloaded", OffloadCases::newcomerSees);
        list.both("a module that is removed decides no flow any more", OffloadCases::removed);
        list.both("a module that fails has not asked", OffloadCases::failed);
        list.both("a changed packet's flow is not offloaded", OffloadCases::changed);
        list.both("a flow asked for before its packet is changed is the one that came",
                OffloadCases::changedAfterwards);
    }

    private static PacketProcessor asking(Verdict verdict) {
        return packet -> {
            packet.offload(verdict, IDLE_SECONDS);
            return verdict;
        };
    }

    private static void accepted(Trial trial) throws Exception {
        List<Boolean> answers = new CopyOnWriteArrayList<>();
        ModuleSlot slot = trial.install(trial.module("accepts"), packet -> {
            answers.add(packet.offload(Verdict.ACCEPT, IDLE_SECONDS));
            return Verdict.ACCEPT;
        });
        trial.expectUntouched(List.of(trial.numbered(1)));
        Trial.equal("what offload returns", List.of(trial.plane.offloads()), answers);
        handedOver(trial, slot, 1);
        trial.expectUntouched(List.of(trial.numbered(2), trial.numbered(3)));
        boolean can = trial.plane.offloads();
        trial.expectCount(slot, "packets", can ? 1 : 3);
        trial.expectCount(slot, "kernel_accepted", can ? 2 : 0);
        trial.expectCount(slot, "kernel_accepted_bytes", can ? 2L * trial.numbered(2).length : 0);
        trial.expectCount(slot, "kernel_dropped", 0);
    }

    /** Waits until so many flows of a module are the kernel's, where the plane can. */
    private static void handedOver(Trial trial, ModuleSlot slot, int flows) throws InterruptedException {
        trial.expectCount(slot, "offloaded", trial.plane.offloads() ? flows : 0);
    }

    private static void dropped(Trial trial) throws Exception {
        ModuleSlot slot = trial.install(trial.module("drops"), asking(Verdict.DROP));
        trial.expect(List.of(trial.numbered(1)), List.of(), List.of());
        handedOver(trial, slot, 1);
        trial.expect(List.of(trial.numbered(2), trial.numbered(3)), List.of(), List.of());
        boolean can = trial.plane.offloads();
        trial.expectCount(slot, "dropped", can ? 1 : 3);
        trial.expectCount(slot, "kernel_dropped", can ? 2 : 0);
        trial.expectCount(slot, "kernel_dropped_bytes", can ? 2L * trial.numbered(2).length : 0);
    }

    private static void otherFlows(Trial trial) throws Exception {
        ModuleSlot slot = trial.install(trial.module("others"), packet -> {
            if (packet.sourcePort() == Trial.USER_PORT) {
                packet.offload(Verdict.DROP, IDLE_SECONDS);
                return Verdict.DROP;
            }
            return Verdict.ACCEPT;
        });
        trial.expect(List.of(trial.numbered(1)), List.of(), List.of());
        handedOver(trial, slot, 1);
        List<byte[]> others = List.of(
                PacketBuilder.udp(trial.user, Trial.USER_PORT + 1, trial.server, Trial.PORT).payload((byte) 1).build(),
                PacketBuilder.udp(trial.user, Trial.USER_PORT - 1, trial.server, Trial.PORT).payload((byte) 2).build(),
                PacketBuilder.udp(trial.user, 1, trial.server, Trial.PORT + 1).payload((byte) 3).build(),
                PacketBuilder.tcp(trial.user, 1, trial.server, Trial.PORT).payload((byte) 4).build());
        trial.expectUntouched(others);
        trial.expectCount(slot, "packets", 1 + others.size());
    }

    private static void otherProtocols(Trial trial) throws Exception {
        List<byte[]> packets = List.of(
                PacketBuilder.tcp(trial.user, Trial.USER_PORT, trial.server, Trial.PORT).payload((byte) 1).build(),
                PacketBuilder.echo(trial.user, trial.server, 3).payload((byte) 2).build(),
                PacketBuilder.raw(trial.user, trial.server, 253).payload((byte) 3).build());
        ModuleSlot slot = trial.install(trial.module("protocols"), asking(Verdict.ACCEPT));
        trial.expectUntouched(packets);
        handedOver(trial, slot, packets.size());
        trial.expectUntouched(packets);
        trial.expectCount(slot, "packets", trial.plane.offloads() ? packets.size() : 2L * packets.size());
    }

    /** Sends packets of one flow, with a moment between them, in which it would be handed over. */
    private static void sendSlowly(Trial trial, boolean arrive) throws Exception {
        for (int i = 1; i <= 3; i++) {
            List<byte[]> packet = List.of(trial.numbered(i));
            trial.expect(packet, arrive ? packet : List.of(), List.of());
            Thread.sleep(MOMENT_MILLIS);
        }
    }

    private static void notBlindedBehind(Trial trial) throws Exception {
        ModuleSlot asks = trial.install(trial.module("asks").order(1), asking(Verdict.ACCEPT));
        ModuleSlot looks = trial.install(trial.module("looks").order(2), packet -> Verdict.ACCEPT);
        sendSlowly(trial, true);
        trial.expectCount(asks, "packets", 3);
        trial.expectCount(looks, "packets", 3);
        trial.expectCount(asks, "offloaded", 0);
    }

    private static void notBlindedBefore(Trial trial) throws Exception {
        List<Boolean> answers = new CopyOnWriteArrayList<>();
        ModuleSlot looks = trial.install(trial.module("looks").order(1), packet -> Verdict.ACCEPT);
        ModuleSlot asks = trial.install(trial.module("asks").order(2), packet -> {
            answers.add(packet.offload(Verdict.DROP, IDLE_SECONDS));
            return Verdict.DROP;
        });
        sendSlowly(trial, false);
        Trial.equal("what offload returns", List.of(false, false, false), answers);
        trial.expectCount(looks, "packets", 3);
        trial.expectCount(asks, "packets", 3);
        trial.expectCount(asks, "offloaded", 0);
    }

    private static void allAgree(Trial trial) throws Exception {
        ModuleSlot first = trial.install(trial.module("first").order(1), asking(Verdict.ACCEPT));
        ModuleSlot last = trial.install(trial.module("last").order(2), asking(Verdict.ACCEPT));
        trial.expectUntouched(List.of(trial.numbered(1)));
        handedOver(trial, last, 1);
        trial.expectUntouched(List.of(trial.numbered(2)));
        trial.expectCount(first, "packets", trial.plane.offloads() ? 1 : 2);
        trial.expectCount(last, "packets", trial.plane.offloads() ? 1 : 2);
        trial.expectCount(first, "offloaded", 0);
    }

    private static void dropIsFinal(Trial trial) throws Exception {
        ModuleSlot first = trial.install(trial.module("first").order(1), asking(Verdict.ACCEPT));
        ModuleSlot drops = trial.install(trial.module("drops").order(2), asking(Verdict.DROP));
        ModuleSlot behind = trial.install(trial.module("behind").order(3), packet -> Verdict.ACCEPT);
        trial.expect(List.of(trial.numbered(1)), List.of(), List.of());
        handedOver(trial, drops, 1);
        trial.expect(List.of(trial.numbered(2)), List.of(), List.of());
        trial.expectCount(first, "packets", trial.plane.offloads() ? 1 : 2);
        trial.expectCount(behind, "packets", 0);
    }

    private static void newcomerSees(Trial trial) throws Exception {
        ModuleSlot asks = trial.install(trial.module("asks"), asking(Verdict.ACCEPT));
        trial.expectUntouched(List.of(trial.numbered(1)));
        handedOver(trial, asks, 1);
        ModuleSlot comes = trial.install(trial.module("comes"), packet -> Verdict.ACCEPT);
        trial.expectUntouched(List.of(trial.numbered(2), trial.numbered(3)));
        trial.expectCount(asks, "packets", 3);
        trial.expectCount(comes, "packets", 2);
        trial.plane.remove(comes);
        trial.expectUntouched(List.of(trial.numbered(4)));
        trial.expectCount(asks, "packets", 4);
        handedOver(trial, asks, 2);
    }

    private static void removed(Trial trial) throws Exception {
        ModuleSlot drops = trial.install(trial.module("drops"), asking(Verdict.DROP));
        trial.expect(List.of(trial.numbered(1)), List.of(), List.of());
        handedOver(trial, drops, 1);
        trial.plane.remove(drops);
        trial.expectUntouched(List.of(trial.numbered(2)));
        ModuleSlot again = trial.install(trial.module("again"), packet -> Verdict.ACCEPT);
        trial.expectUntouched(List.of(trial.numbered(3)));
        trial.expectCount(again, "packets", 1);
    }

    private static void failed(Trial trial) throws Exception {
        ModuleSlot slot = trial.install(trial.module("fails"), packet -> {
            packet.offload(Verdict.DROP, IDLE_SECONDS);
            throw new IllegalStateException("after it has asked");
        });
        sendSlowly(trial, true);
        trial.expectCount(slot, "faults", 3);
        trial.expectCount(slot, "offloaded", 0);
    }

    private static void changed(Trial trial) throws Exception {
        List<Boolean> answers = new CopyOnWriteArrayList<>();
        PacketProcessor marks = packet -> {
            packet.setU8(packet.payloadOffset(), 0x77);
            answers.add(packet.offload(Verdict.ACCEPT, IDLE_SECONDS));
            return Verdict.ACCEPT;
        };
        trial.install(trial.module("marks").order(1), marks);
        trial.install(trial.module("asks").order(2), packet -> {
            answers.add(packet.offload(Verdict.ACCEPT, IDLE_SECONDS));
            return Verdict.ACCEPT;
        });
        trial.expect(List.of(trial.udp((byte) 1).build()), List.of(trial.udp((byte) 0x77).build()), List.of());
        Trial.equal("what offload returns", List.of(false, false), answers);
    }

    private static void changedAfterwards(Trial trial) throws Exception {
        ModuleSlot slot = trial.install(trial.module("answers"), packet -> {
            packet.offload(Verdict.DROP, IDLE_SECONDS);
            packet.swapAddresses();
            packet.swapPorts();
            return Verdict.REPLY;
        });
        byte[] reply = PacketBuilder.udp(trial.server, Trial.PORT, trial.user, Trial.USER_PORT)
                .payload((byte) 0, (byte) 1, (byte) 0x5a).identification(2).build();
        trial.expect(List.of(trial.numbered(1)), List.of(), List.of(reply));
        handedOver(trial, slot, 1);
        List<byte[]> second = new ArrayList<>();
        if (!trial.plane.offloads()) {
            second.add(PacketBuilder.udp(trial.server, Trial.PORT, trial.user, Trial.USER_PORT)
                    .payload((byte) 0, (byte) 2, (byte) 0x5a).identification(3).build());
        }
        trial.expect(List.of(trial.numbered(2)), List.of(), second);
    }
}
