package org.netserv.node.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.netserv.api.Packet;
import org.netserv.api.PacketProcessor;
import org.netserv.api.Verdict;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.net.Prefix;
import org.netserv.node.packet.PacketBatch;
import org.netserv.node.packet.TestPackets;

/** What comes of what modules ask for flows, up to the plane. */
class ModuleFlowsTest {
    private static final int SLOT = 256;
    private static final int CAPACITY = 1024;
    private static final Prefix ONE = Prefix.parse("10.1.0.0/16");
    private static final Prefix OTHER = Prefix.parse("10.2.0.0/16");

    private final PacketPath path = new PacketPath(1,
            List.of(new FilterTable.PrefixOwner(ONE, "one"), new FilterTable.PrefixOwner(OTHER, "other")),
            NodeCounters.inMemory());
    private final FlowQueue queue = new FlowQueue();

    private ModuleSlot install(String user, Prefix prefix, int order, PathQuota quota, PacketProcessor processor)
            throws Exception {
        ModuleSlot slot = path.newSlot(new ModuleSlot.Settings("m" + order, user, List.of(prefix),
                List.of(new PacketFilter(prefix, 17, -1)), order, true, quota, false), processor);
        path.replace(List.of(), List.of(slot), delivery -> {});
        return slot;
    }

    private ModuleSlot install(int order, PacketProcessor processor) throws Exception {
        return install("one", ONE, order, PathQuota.unlimited(), processor);
    }

    private static Verdict accept(Packet packet) {
        packet.offload(Verdict.ACCEPT, 30);
        return Verdict.ACCEPT;
    }

    private void send(int destination, int... ports) {
        byte[][] packets = new byte[ports.length][];
        for (int i = 0; i < ports.length; i++) {
            packets[i] = TestPackets.ipv4(0x0b000001, destination, 17, TestPackets.udp(ports[i], 9, (byte) 1));
        }
        PacketBatch batch = TestPackets.batch(SLOT, packets);
        path.worker(0).process(batch);
    }

    private static long count(ModuleSlot slot, String counter) {
        return slot.counters().getOrDefault(counter, -1L);
    }

    @Test
    void shouldSayWhatTheFlowIs() throws Exception {
        path.worker(0).offloadTo(queue);
        ModuleSlot first = install(1, packet -> {
            packet.offload(Verdict.ACCEPT, 7);
            return Verdict.ACCEPT;
        });
        ModuleSlot last = install(2, ModuleFlowsTest::accept);
        send(0x0a010203, 0xfedc);
        assertNotNull(queue.peek());
        assertEquals(0, queue.sourceHigh());
        assertEquals(0xffff_0b00_0001L, queue.sourceLow());
        assertEquals(0, queue.destinationHigh());
        assertEquals(0xffff_0a01_0203L, queue.destinationLow());
        assertEquals(17, queue.protocol());
        assertEquals(0xfedc, queue.sourcePort());
        assertEquals(9, queue.destinationPort());
        assertEquals(7, queue.idleSeconds(), "the shortest that was asked for");
        assertFalse(queue.drop());
        queue.release();
        assertNull(queue.peek());
        assertEquals(1, count(first, "packets"));
        assertEquals(1, count(last, "packets"));
    }

    @Test
    void shouldDropFromTheFirstModuleOnThatDrops() throws Exception {
        path.worker(0).offloadTo(queue);
        install(1, ModuleFlowsTest::accept);
        install(2, packet -> {
            packet.offload(Verdict.DROP, 5);
            return Verdict.ACCEPT;
        });
        ModuleSlot behind = install(3, ModuleFlowsTest::accept);
        send(0x0a010203, 1);
        assertNotNull(queue.peek());
        assertTrue(queue.drop());
        assertEquals(5, queue.idleSeconds());
        queue.release();
        assertNull(queue.peek(), "once");
        assertEquals(1, count(behind, "packets"), "this packet goes on as its verdict says");
    }

    @Test
    void shouldTakeNothingWithoutAPlaneThatCan() throws Exception {
        List<Boolean> answers = new ArrayList<>();
        install(1, packet -> {
            answers.add(packet.offload(Verdict.ACCEPT, 1));
            return Verdict.ACCEPT;
        });
        send(0x0a010203, 1, 2);
        path.worker(0).offloadTo(queue);
        send(0x0a010203, 3);
        path.worker(0).offloadTo(null);
        send(0x0a010203, 4);
        assertEquals(List.of(false, false, true, false), answers);
    }

    @Test
    void shouldCountWhatFindsNoRoom() throws Exception {
        path.worker(0).offloadTo(queue);
        ModuleSlot slot = install(1, ModuleFlowsTest::accept);
        for (int i = 0; i < CAPACITY + 3; i++) {
            send(0x0a010203, i);
        }
        assertEquals(3, count(slot, "offload_full"));
        int found = 0;
        for (ModuleFlows flows = queue.peek(); flows != null; flows = queue.peek()) {
            assertEquals(found++, queue.sourcePort());
            assertEquals(CAPACITY, flows.allowance().used());
            queue.release();
        }
        assertEquals(CAPACITY, found);
    }

    @Test
    void shouldKeepToThePublishersQuota() throws Exception {
        path.worker(0).offloadTo(queue);
        PathQuota quota = new PathQuota(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, 3);
        ModuleSlot slot = install("one", ONE, 1, quota, ModuleFlowsTest::accept);
        send(0x0a010203, 1, 2, 3, 4, 5);
        send(0x0a010203, 6);
        assertEquals(3, count(slot, "offload_over"));
        ModuleFlows flows = queue.peek();
        assertNotNull(flows);
        queue.release();
        flows.allowance().giveBack(1);
        send(0x0a010203, 7, 8);
        assertEquals(4, count(slot, "offload_over"));
        ModuleSlot others = install("other", OTHER, 1, PathQuota.unlimited(), ModuleFlowsTest::accept);
        send(0x0a020203, 1);
        assertEquals(0, count(others, "offload_over"));
    }

    private static final class Ends implements ModuleFlows.Holder {
        private int revoked;
        private int forgotten;

        @Override
        public void revoke(ModuleFlows flows) {
            revoked++;
        }

        @Override
        public void forget(ModuleFlows flows) {
            forgotten++;
        }
    }

    @Test
    void shouldEndAPublishersFlowsWhenOneOfItsModulesComesOrGoes() throws Exception {
        path.worker(0).offloadTo(queue);
        ModuleSlot slot = install(1, ModuleFlowsTest::accept);
        send(0x0a010203, 1);
        ModuleFlows flows = queue.peek();
        assertNotNull(flows);
        int asked = queue.generation();
        Ends ends = new Ends();
        flows.heldBy(ends);
        flows.heldBy(ends);
        assertTrue(flows.isCurrent(asked));
        install("other", OTHER, 1, PathQuota.unlimited(), ModuleFlowsTest::accept);
        path.replace(List.of(), List.of(), delivery -> {});
        assertTrue(flows.isCurrent(asked), "nobody whom it concerns");
        ModuleSlot second = install(2, packet -> Verdict.ACCEPT);
        assertFalse(flows.isCurrent(asked));
        assertEquals(1, ends.revoked);
        path.replace(List.of(second), List.of(), delivery -> {});
        assertEquals(2, ends.revoked);
        path.owners(List.of(new FilterTable.PrefixOwner(ONE, "one")), List.of(), delivery -> {});
        assertEquals(3, ends.revoked);
        slot.detach();
        assertEquals(4, ends.revoked);
        path.replace(List.of(slot), List.of(), delivery -> {});
        assertEquals(5, ends.revoked);
        slot.close();
        assertEquals(1, ends.forgotten);
    }

    @Test
    void shouldMarkWhatWasAskedBeforeTheEnd() throws Exception {
        path.worker(0).offloadTo(queue);
        ModuleSlot slot = install(1, ModuleFlowsTest::accept);
        send(0x0a010203, 1);
        slot.revoke();
        send(0x0a010203, 2);
        ModuleFlows flows = queue.peek();
        assertNotNull(flows);
        assertFalse(flows.isCurrent(queue.generation()));
        queue.release();
        assertSame(flows, queue.peek());
        assertTrue(flows.isCurrent(queue.generation()));
    }
}
