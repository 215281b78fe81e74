package org.netserv.conformance;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.netserv.api.Packet;
import org.netserv.api.PacketProcessor;
import org.netserv.api.Verdict;
import org.netserv.node.path.ModuleSlot;
import org.netserv.node.path.PacketFilter;

/** Modules that want samples: they see copies of 1 packet in so many, and nothing that they do reaches a packet. */
final class SampleCases {
    private static final int MANY = 200;
    private static final int OTHER_PORT = 5061;

    private SampleCases() {}

    static void addTo(CaseList list) {
        list.both("a sampler sees 1 in so many while all go on", SampleCases::some);
        list.both("a sampler of 1 in 1 sees a copy of each", SampleCases::each);
        list.both("a sampler's verdicts and changes reach no packet", SampleCases::noEffect);
        list.both("a sampler's faults reach no packet", SampleCases::faults);
        list.both("a sampler's filter leaves other packets alone", SampleCases::others);
        list.both("a sampler sees packets as they came, before modules that decide on them", SampleCases::besideOthers);
        list.both("two samplers each see their share", SampleCases::two);
        list.both("a module that decides on packets sees them once, though it samples them too", SampleCases::both);
        list.both("a flow that a sampler looks at is not offloaded", SampleCases::notBlinded);
        list.both("a removed sampler sees nothing any more", SampleCases::removed);
    }

    private static Trial.Setup sampler(Trial trial, String name, int every) {
        return trial.module(name).filters(
                new PacketFilter(trial.server.toPrefix(), PacketFilter.ANY, PacketFilter.ANY, every));
    }

    private static List<byte[]> numbered(Trial trial, int first, int count) {
        List<byte[]> packets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            packets.add(trial.numbered(first + i));
        }
        return packets;
    }

    private static String bytes(Packet packet) {
        byte[] bytes = new byte[packet.length()];
        packet.copyTo(0, bytes, 0, bytes.length);
        return Hex.of(bytes);
    }

    private static void some(Trial trial) throws Exception {
        ModuleSlot slot = trial.install(sampler(trial, "some", 4), packet -> Verdict.DROP);
        trial.expectUntouched(numbered(trial, 1, MANY));
        if (trial.plane.samplesAtRandom()) {
            trial.expectUntouched(numbered(trial, 1, MANY));
            long seen = slot.counters().getOrDefault("packets", 0L);
            // 100 on average; fewer or more than this come less often than once in 10^20 times.
            Trial.equal("between 20 and 200 samples of " + 2 * MANY + ": " + seen, true, seen > 20 && seen < 200);
        } else {
            trial.expectCount(slot, "packets", MANY / 4);
        }
    }

    private static void each(Trial trial) throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        ModuleSlot slot = trial.install(sampler(trial, "each", 1), packet -> {
            seen.add(bytes(packet));
            return Verdict.ACCEPT;
        });
        List<byte[]> packets = new ArrayList<>(numbered(trial, 1, 20));
        packets.add(PacketBuilder.tcp(trial.user, 1, trial.server, Trial.PORT).payload(new byte[1400]).build());
        packets.add(PacketBuilder.echo(trial.user, trial.server, 3).build());
        trial.expectUntouched(packets);
        trial.expectCount(slot, "packets", packets.size());
        trial.expectCount(slot, "bytes", packets.stream().mapToLong(packet -> packet.length).sum());
        Trial.await("copies", seen::size, packets.size());
        Trial.equal("copies", new TreeSet<>(packets.stream().map(Hex::of).toList()), new TreeSet<>(seen));
    }

    private static void noEffect(Trial trial) throws Exception {
        ModuleSlot slot = trial.install(sampler(trial, "meddles", 1), packet -> {
            int number = packet.u8(packet.payloadOffset() + 1);
            packet.setU8(packet.payloadOffset(), 0xee);
            return switch (number & 3) {
                case 0 -> {
                    packet.swapAddresses();
                    packet.swapPorts();
                    yield Verdict.REPLY;
                }
                case 1 -> Verdict.DROP;
                case 2 -> {
                    packet.length(packet.payloadOffset());
                    yield Verdict.ACCEPT;
                }
                default -> Verdict.CONSUME;
            };
        });
        trial.expectUntouched(numbered(trial, 1, 16));
        trial.expectCount(slot, "packets", 16);
        trial.expectUntouched(numbered(trial, 17, 4));
    }

    private static void faults(Trial trial) throws Exception {
        ModuleSlot slot = trial.install(sampler(trial, "throws", 1).failClosed(), packet -> {
            throw new IllegalStateException("on purpose");
        });
        trial.expectUntouched(numbered(trial, 1, 5));
        trial.expectCount(slot, "faults", 5);
    }

    private static void others(Trial trial) throws Exception {
        ModuleSlot slot = trial.install(trial.module("port").filters(
                new PacketFilter(trial.server.toPrefix(), PacketBuilder.UDP, OTHER_PORT, 1)), packet -> Verdict.DROP);
        trial.expectUntouched(List.of(trial.numbered(1),
                PacketBuilder.udp(trial.user, 1, trial.server, OTHER_PORT).payload((byte) 1).build(),
                PacketBuilder.tcp(trial.user, 1, trial.server, OTHER_PORT).build(),
                PacketBuilder.udp(trial.user, 1, trial.foreign, OTHER_PORT).payload((byte) 1).build()));
        trial.expectCount(slot, "packets", 1);
    }

    private static PacketProcessor marking(int mark) {
        return packet -> {
            packet.setU8(packet.payloadOffset(), mark);
            return Verdict.ACCEPT;
        };
    }

    private static void besideOthers(Trial trial) throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        ModuleSlot sampler = trial.install(sampler(trial, "samples", 2).order(2), packet -> {
            seen.add(bytes(packet));
            packet.setU8(packet.payloadOffset(), 0xee);
            return Verdict.DROP;
        });
        ModuleSlot decides = trial.install(trial.module("decides").order(1), marking(0x77));
        List<byte[]> sent = numbered(trial, 1, 10);
        List<byte[]> expected = new ArrayList<>();
        for (int i = 1; i <= sent.size(); i++) {
            expected.add(trial.udp((byte) 0x77, (byte) i, (byte) 0x5a).identification(i + 1).build());
        }
        trial.expect(sent, expected, List.of());
        trial.expectCount(decides, "packets", 10);
        trial.expectCount(sampler, "packets", 5);
        List<String> came = sent.stream().map(Hex::of).toList();
        Trial.equal("copies that are as they came", true, came.containsAll(seen));
    }

    private static void two(Trial trial) throws Exception {
        ModuleSlot all = trial.install(sampler(trial, "all", 1), packet -> Verdict.ACCEPT);
        ModuleSlot some = trial.install(sampler(trial, "some", 5), packet -> Verdict.ACCEPT);
        trial.expectUntouched(numbered(trial, 1, 50));
        trial.expectCount(all, "packets", 50);
        trial.expectCount(some, "packets", 10);
    }

    private static void both(Trial trial) throws Exception {
        ModuleSlot slot = trial.install(trial.module("both").filters(
                new PacketFilter(trial.server.toPrefix(), PacketBuilder.UDP, Trial.PORT),
                new PacketFilter(trial.server.toPrefix(), PacketFilter.ANY, PacketFilter.ANY, 1)), packet -> {
                    packet.setU8(packet.payloadOffset(), 0x77);
                    return Verdict.ACCEPT;
                });
        byte[] other = PacketBuilder.udp(trial.user, 1, trial.server, OTHER_PORT).payload((byte) 1).build();
        trial.expect(List.of(trial.udp((byte) 1).build(), other), List.of(trial.udp((byte) 0x77).build(), other),
                List.of());
        trial.expectCount(slot, "packets", 2);
    }

    private static void notBlinded(Trial trial) throws Exception {
        List<Boolean> answers = Collections.synchronizedList(new ArrayList<>());
        trial.install(trial.module("asks"), packet -> {
            answers.add(packet.offload(Verdict.ACCEPT, 60));
            return Verdict.ACCEPT;
        });
        ModuleSlot sampler = trial.install(sampler(trial, "samples", 1), packet -> {
            answers.add(packet.offload(Verdict.ACCEPT, 60));
            return Verdict.ACCEPT;
        });
        trial.expectUntouched(numbered(trial, 1, 2));
        trial.expectCount(sampler, "packets", 2);
        Trial.equal("what offload returns", List.of(false, false, false, false), List.copyOf(answers));
    }

    private static void removed(Trial trial) throws Exception {
        ModuleSlot slot = trial.install(sampler(trial, "removed", 1), packet -> Verdict.DROP);
        trial.expectUntouched(numbered(trial, 1, 1));
        trial.expectCount(slot, "packets", 1);
        trial.plane.remove(slot);
        trial.expectUntouched(numbered(trial, 2, 3));
        trial.expectCount(slot, "packets", 1);
    }
}
