package org.netserv.dataplane.xdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.netserv.api.PacketProcessor;
import org.netserv.api.Verdict;
import org.netserv.conformance.Endpoints;
import org.netserv.conformance.Outcome;
import org.netserv.conformance.PacketBuilder;
import org.netserv.dataplane.xdp.kernel.FlowTable;
import org.netserv.dataplane.xdp.kernel.XdpProgram;
import org.netserv.node.path.ModuleSlot;
import org.netserv.node.path.PacketFilter;
import org.netserv.node.path.PathQuota;
import org.netserv.rig.Privilege;

/** Flows that the kernel decides: how many, for how long, and what is left when their module goes. */
class XdpOffloadIT {
    private static final int PORT = 5060;
    private static final int QUOTA = 100;
    private static final PacketProcessor DROPS = packet -> {
        packet.offload(Verdict.DROP, 60);
        return Verdict.DROP;
    };

    private XdpUnderTest plane;

    @BeforeEach
    void open() throws Exception {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        plane = new XdpUnderTest(Map.of("mode", "native"));
        // Before its threads' first heartbeat all packets pass.
        assertTrue(PlaneFixture.eventually(() -> {
            plane.send(packets(40_000, 1), 0, 0);
            return program().counters().packets(org.netserv.dataplane.xdp.kernel.Outcome.NOT_WANTED) > 0;
        }));
        plane.send(List.of(), 0, 0);
    }

    @AfterEach
    void close() {
        if (plane != null) {
            plane.close();
        }
    }

    private ModuleSlot install(String name, PathQuota quota, PacketProcessor processor) throws Exception {
        Endpoints ends = plane.endpoints(4);
        return plane.install(new ModuleSlot.Settings("org.netserv.offload." + name + "_1.0.0", Endpoints.PUBLISHER,
                List.of(ends.server().toPrefix()), List.of(new PacketFilter(ends.server().toPrefix(), 17, PORT)), 0,
                true, quota, false), processor);
    }

    private static PathQuota quota() {
        return new PathQuota(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, QUOTA);
    }

    private byte[] packet(int sourcePort) {
        Endpoints ends = plane.endpoints(4);
        return PacketBuilder.udp(ends.user(), sourcePort, ends.server(), PORT).payload((byte) 1, (byte) 1)
                .withoutChecksum()
                .build();
    }

    private List<byte[]> packets(int firstPort, int count) {
        List<byte[]> packets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            packets.add(packet(firstPort + i));
        }
        return packets;
    }

    /** The same packets, to be told from those. */
    private static List<byte[]> marked(List<byte[]> packets, int mark) {
        return packets.stream().map(packet -> {
            byte[] copy = packet.clone();
            copy[copy.length - 1] = (byte) mark;
            return copy;
        }).toList();
    }

    /** How many of these arrive; late ones of earlier times, which may have passed a node that got no CPU time, do not count. */
    private long arrived(List<byte[]> packets, int mark) {
        List<byte[]> all = new ArrayList<>(plane.send(packets, packets.size(), 0).atServer());
        for (int i = 0; i < 20 && count(all, mark) < packets.size(); i++) {
            all.addAll(plane.send(List.of(), 0, 0).atServer());
        }
        return count(all, mark);
    }

    private static long count(List<byte[]> packets, int mark) {
        return packets.stream().filter(packet -> packet[packet.length - 1] == mark).count();
    }

    private XdpProgram program() {
        return plane.plane().engine().kernel().program();
    }

    private static long count(ModuleSlot slot, String counter) {
        return slot.counters().getOrDefault(counter, -1L);
    }

    private static void await(ModuleSlot slot, String counter, long expected) {
        assertTrue(PlaneFixture.eventually(() -> count(slot, counter) == expected),
                () -> counter + ": expected " + expected + " of " + slot.counters());
    }

    @Test
    void shouldShowTheModuleNoMoreOfAnOffloadedFlow() throws Exception {
        ModuleSlot slot = install("accepts", quota(), packet -> {
            packet.offload(Verdict.ACCEPT, 60);
            return Verdict.ACCEPT;
        });
        assertEquals(1, plane.send(List.of(packet(1)), 1, 0).atServer().size());
        await(slot, "offloaded", 1);
        Outcome outcome = plane.send(List.of(packet(1), packet(1), packet(1)), 3, 0);
        assertEquals(3, outcome.atServer().size());
        assertEquals(3, program().counters().packets(org.netserv.dataplane.xdp.kernel.Outcome.FLOW_ACCEPTED));
        await(slot, "kernel_accepted", 3);
        assertEquals(1, count(slot, "packets"));
        assertTrue(PlaneFixture.eventually(() -> "1".equals(plane.plane().settings().get("offloaded-flows"))),
                () -> plane.plane().settings().toString());
    }

    @Test
    void shouldLeaveNothingOfAModuleThatIsRemoved() throws Exception {
        ModuleSlot slot = install("drops", quota(), DROPS);
        plane.send(packets(1, 50), 0, 0);
        await(slot, "offloaded", 50);
        assertEquals(50, program().flows().size());
        plane.send(packets(1, 50), 0, 0);
        plane.remove(slot);
        assertEquals(50, count(slot, "kernel_dropped"), "counted before its place is given back");
        assertEquals(50, plane.send(packets(1, 50), 50, 0).atServer().size());
        slot.close();
        assertTrue(PlaneFixture.eventually(() -> program().flows().size() == 0));
    }

    /** Each round ends while packet threads, queue and kernel have flows of its module. */
    @Test
    void shouldDecideNothingForAModuleThatWasRemovedMeanwhile() throws Exception {
        for (int round = 0; round < 30; round++) {
            ModuleSlot slot = install("goes" + round, quota(), DROPS);
            List<byte[]> packets = packets(1 + round * 64, 64);
            plane.send(packets(1 + round * 64, 64), 0, 0);
            plane.send(packets(1 + round * 64, 8), 0, 0);
            plane.remove(slot);
            slot.close();
            assertEquals(64, arrived(marked(packets, 2), 2), "round " + round);
            ModuleSlot looks = install("looks" + round, quota(), packet -> Verdict.ACCEPT);
            assertEquals(64, arrived(marked(packets, 3), 3), "round " + round);
            await(looks, "packets", 64);
            plane.remove(looks);
            looks.close();
        }
        assertTrue(PlaneFixture.eventually(() -> program().flows().size() == 0));
    }

    @Test
    void shouldNotLetAPublisherHaveMoreFlowsThanItsQuota() throws Exception {
        PathQuota quota = quota();
        AtomicLong granted = new AtomicLong();
        ModuleSlot greedy = install("greedy", quota, packet -> {
            granted.addAndGet(packet.offload(Verdict.DROP, 1) ? 1 : 0);
            return Verdict.DROP;
        });
        for (int i = 0; i < 2000; i += 100) {
            plane.send(packets(1 + i, 100), 0, 0);
        }
        await(greedy, "packets", 2000);
        assertTrue(PlaneFixture.eventually(() -> count(greedy, "offloaded") + count(greedy, "offload_over")
                + count(greedy, "offload_full") >= 2000), () -> greedy.counters().toString());
        assertTrue(program().flows().size() <= QUOTA, () -> program().flows().size() + " flows");
        assertTrue(count(greedy, "offload_over") > 0, () -> greedy.counters().toString());
        assertTrue(granted.get() >= count(greedy, "offloaded"), () -> granted + " of " + greedy.counters());
        // Its room comes back with the flows' end.
        long before = count(greedy, "offloaded");
        assertTrue(PlaneFixture.eventually(() -> program().flows().size() == 0), "they go on though they are idle");
        assertTrue(PlaneFixture.eventually(() -> {
            plane.send(packets(30_000, 1), 0, 0);
            return count(greedy, "offloaded") > before;
        }), () -> greedy.counters().toString());
        plane.remove(greedy);
        greedy.close();
        ModuleSlot next = install("next", quota, DROPS);
        plane.send(packets(1, QUOTA), 0, 0);
        await(next, "offloaded", QUOTA);
    }

    @Test
    void shouldNotTakeRoomTwiceForOneFlow() throws Exception {
        ModuleSlot slot = install("asks-often", quota(), DROPS);
        List<byte[]> same = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            same.add(packet(7));
        }
        plane.send(same, 0, 0);
        await(slot, "offloaded", 1);
        plane.send(packets(8, QUOTA - 1), 0, 0);
        await(slot, "offloaded", QUOTA);
        assertEquals(QUOTA, program().flows().size());
        assertEquals(0, count(slot, "offload_over"));
    }

    @Test
    void shouldGiveAFlowBackThatHasBeenIdle() throws Exception {
        ModuleSlot slot = install("forgets", quota(), packet -> {
            packet.offload(Verdict.DROP, 1);
            return Verdict.DROP;
        });
        plane.send(List.of(packet(1)), 0, 0);
        await(slot, "offloaded", 1);
        plane.send(List.of(packet(1)), 0, 0);
        await(slot, "kernel_dropped", 1);
        Thread.sleep(TimeUnit.SECONDS.toMillis(1) + 100);
        plane.send(List.of(packet(1)), 0, 0);
        await(slot, "packets", 2);
        await(slot, "offloaded", 2);
    }

    @Test
    void shouldGoOnWhenAllPlacesForOwnersAreTaken() throws Exception {
        FlowTable table = program().flows();
        List<Integer> others = new ArrayList<>();
        for (int i = 0; i < FlowTable.MAX_OWNERS; i++) {
            others.add(table.newOwner());
        }
        ModuleSlot slot = install("late", quota(), DROPS);
        plane.send(packets(1, 3), 0, 0);
        await(slot, "offload_full", 3);
        table.removeOwner(others.getFirst());
        plane.send(packets(1, 3), 0, 0);
        await(slot, "offloaded", 3);
    }
}
