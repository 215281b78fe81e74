package org.netserv.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.netserv.api.Verdict;
import org.netserv.node.path.ModuleSlot;

/** Many packets: none is lost, doubled or overtaken. */
final class StreamCases {
    private static final int PACKETS = 1_000;
    private static final int SWAPS = 20;
    private static final int ROUND = 100;
    private static final int MAX_ROUNDS = 500;

    private StreamCases() {}

    static void addTo(CaseList list) {
        list.both("1,000 packets of a flow keep their order while verdicts alternate", StreamCases::order);
        list.both("modules are swapped under traffic without loss", StreamCases::swap);
    }

    private static void order(Trial trial) throws Exception {
        ModuleSlot slot = trial.install(trial.module("alternating"), packet -> {
            int kind = packet.u16(packet.payloadOffset()) % 5;
            if (kind == 1) {
                packet.setU8(packet.payloadOffset() + 2, 0x11);
            } else if (kind == 4) {
                packet.swapAddresses();
                packet.swapPorts();
            }
            return kind == 2 ? Verdict.DROP
                    : kind == 3 ? Verdict.CONSUME : kind == 4 ? Verdict.REPLY : Verdict.ACCEPT;
        });
        List<byte[]> sent = new ArrayList<>();
        List<byte[]> atServer = new ArrayList<>();
        List<byte[]> atUser = new ArrayList<>();
        for (int i = 0; i < PACKETS; i++) {
            byte[] payload = {(byte) (i >> 8), (byte) i, 0};
            sent.add(trial.udp(payload).identification(i + 1).build());
            payload[2] = (byte) (i % 5 == 1 ? 0x11 : 0);
            if (i % 5 <= 1) {
                atServer.add(trial.udp(payload).identification(i + 1).build());
            } else if (i % 5 == 4) {
                atUser.add(PacketBuilder.udp(trial.server, Trial.PORT, trial.user, Trial.USER_PORT).payload(payload)
                        .identification(i + 1).build());
            }
        }
        trial.expect(sent, atServer, atUser);
        trial.expectCount(slot, "packets", PACKETS);
        trial.expectCount(slot, "accepted", PACKETS / 5 * 2);
        trial.expectCount(slot, "modified", PACKETS / 5 * 2);
        trial.expectCount(slot, "dropped", PACKETS / 5);
        trial.expectCount(slot, "consumed", PACKETS / 5);
        trial.expectCount(slot, "replied", PACKETS / 5);
    }

    private static void swap(Trial trial) throws Exception {
        ModuleSlot first = trial.install(trial.module("first"), packet -> Verdict.ACCEPT);
        ModuleSlot second = trial.prepare(trial.module("second"), packet -> Verdict.ACCEPT);
        FutureTask<Boolean> swapping = new FutureTask<>(swaps(trial, first, second));
        Thread thread = Thread.ofPlatform().start(swapping);
        int rounds = 0;
        try {
            List<byte[]> packets = new ArrayList<>();
            for (int i = 0; i < ROUND; i++) {
                packets.add(trial.numbered(i));
            }
            do {
                trial.expectUntouched(packets);
                rounds++;
            } while (!swapping.isDone() && rounds < MAX_ROUNDS);
        } finally {
            thread.join();
        }
        swapping.get();
        long expected = (long) rounds * ROUND;
        Trial.await("packets that either module has seen",
                () -> first.counters().getOrDefault("packets", -1L) + second.counters().getOrDefault("packets", -1L),
                expected);
    }

    private static Callable<Boolean> swaps(Trial trial, ModuleSlot first, ModuleSlot second) {
        return () -> {
            for (int i = 0; i < SWAPS; i++) {
                ModuleSlot out = i % 2 == 0 ? first : second;
                ModuleSlot in = i % 2 == 0 ? second : first;
                trial.plane.path().replace(List.of(out), List.of(in), trial.plane.hook());
                Thread.sleep(1);
            }
            return true;
        };
    }
}
