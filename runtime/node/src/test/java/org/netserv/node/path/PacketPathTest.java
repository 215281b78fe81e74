package org.netserv.node.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.netserv.api.PacketProcessor;
import org.netserv.api.Verdict;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.net.IpAddress;
import org.netserv.node.net.Prefix;
import org.netserv.node.packet.PacketBatch;
import org.netserv.node.packet.TestPackets;
import org.netserv.node.plane.PlaneException;

class PacketPathTest {
    private static final Prefix OWNED = Prefix.parse("10.0.0.0/8");
    private static final int USER = 0x0b000001;
    private static final int SERVER = 0x0a000001;
    private static final PacketPath.Hook NO_HOOK = delivery -> {};

    private final NodeCounters counters = NodeCounters.inMemory();
    private final PacketPath path = new PacketPath(2, List.of(new FilterTable.PrefixOwner(OWNED, "u")), counters);

    private ModuleSlot slot(String id, boolean failOpen, PacketFilter filter, PacketProcessor processor) {
        return path.newSlot(
                new ModuleSlot.Settings(id, "u", List.of(OWNED), List.of(filter), 1, failOpen), processor);
    }

    private static PacketFilter filter(int port) {
        return new PacketFilter(OWNED, 17, port);
    }

    private static byte[] packet(int port) {
        return TestPackets.ipv4(USER, SERVER, 17, TestPackets.udp(1, port, (byte) 1));
    }

    private PacketBatch run(byte[]... packets) {
        PacketBatch batch = TestPackets.batch(2048, packets);
        path.worker(0).process(batch);
        return batch;
    }

    @Test
    void shouldWaitForTheBatchesInHandAndForNoOthers() throws PlaneException, InterruptedException {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        path.replace(List.of(), List.of(slot("m", true, filter(1), packet -> {
            called.countDown();
            awaitUninterruptibly(release);
            return Verdict.ACCEPT;
        })), NO_HOOK);
        path.awaitBatches(); // there are none
        Thread packets = Thread.ofPlatform().start(() -> run(packet(1)));
        called.await();
        Thread waiter = Thread.ofPlatform().start(() -> {
            path.awaitBatches();
            order.add("decided");
        });
        while (waiter.getState() != Thread.State.TIMED_WAITING && waiter.isAlive()) {
            Thread.onSpinWait();
        }
        order.add("released");
        release.countDown();
        waiter.join();
        packets.join();
        assertEquals(List.of("released", "decided"), order);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldTellModuleWhichWorkerCalls() throws PlaneException {
        List<Integer> workers = new ArrayList<>();
        path.replace(List.of(), List.of(slot("m", true, filter(1), packet -> {
            workers.add(packet.worker());
            return Verdict.ACCEPT;
        })), NO_HOOK);
        path.worker(1).process(TestPackets.batch(2048, packet(1)));
        path.worker(0).process(TestPackets.batch(2048, packet(1)));
        assertEquals(List.of(1, 0), workers);
    }

    @Test
    void shouldTellHookUnionBeforeSwapAndRestAfterwards() throws PlaneException {
        ModuleSlot old = slot("old", true, filter(1), packet -> Verdict.DROP);
        path.replace(List.of(), List.of(old), NO_HOOK);
        ModuleSlot next = slot("next", true, filter(2), packet -> Verdict.CONSUME);
        List<Set<PacketFilter>> told = new ArrayList<>();
        List<Verdict> verdicts = new ArrayList<>();
        path.replace(List.of(old), List.of(next), delivery -> {
            told.add(delivery.rules().stream().map(Delivery.Rule::filter).collect(Collectors.toSet()));
            PacketBatch batch = run(packet(1), packet(2));
            verdicts.add(batch.verdict(0));
            verdicts.add(batch.verdict(1));
        });
        assertEquals(List.of(Set.of(filter(1), filter(2)), Set.of(filter(2))), told);
        assertEquals(List.of(Verdict.DROP, Verdict.ACCEPT, Verdict.ACCEPT, Verdict.CONSUME), verdicts);
        assertEquals(List.of(next), path.modules());
    }

    @Test
    void shouldChangeNothingWhenHookRefusesNewFilters() throws PlaneException {
        ModuleSlot old = slot("old", true, filter(1), packet -> Verdict.DROP);
        path.replace(List.of(), List.of(old), NO_HOOK);
        ModuleSlot next = slot("next", true, filter(2), packet -> Verdict.DROP);
        assertThrows(PlaneException.class, () -> path.replace(List.of(old), List.of(next), delivery -> {
            throw new PlaneException("refused by the test");
        }));
        assertEquals(List.of(old), path.modules());
        PacketBatch batch = run(packet(1), packet(2));
        assertEquals(Verdict.DROP, batch.verdict(0));
        assertEquals(Verdict.ACCEPT, batch.verdict(1));
    }

    @Test
    void shouldTakeModulesOutWhenHookCannotLetGoOfTheirFilters() throws PlaneException {
        ModuleSlot old = slot("old", true, filter(1), packet -> Verdict.DROP);
        path.replace(List.of(), List.of(old), NO_HOOK);
        path.replace(List.of(old), List.of(), delivery -> {
            throw new PlaneException("refused by the test");
        });
        assertEquals(List.of(), path.modules());
        assertEquals(Verdict.ACCEPT, run(packet(1)).verdict(0));
        assertEquals(1L, counters.snapshot().get("path.hook_failures"));
    }

    @Test
    void shouldMoveAModuleIntoQuarantineAndOutOfIt() throws PlaneException {
        PacketPath tried = new PacketPath(1, 1, List.of(new FilterTable.PrefixOwner(OWNED, "u")),
                NodeCounters.inMemory());
        ModuleSlot slot = tried.newSlot(new ModuleSlot.Settings("new", "u", List.of(OWNED), List.of(filter(1)), 1, true,
                PathQuota.unlimited(), true), packet -> Verdict.DROP);
        List<Delivery> told = new ArrayList<>();
        tried.replace(List.of(), List.of(slot), told::add);
        assertTrue(tried.quarantine(slot, false, told::add));
        assertFalse(tried.quarantine(slot, false, told::add));
        assertThrows(PlaneException.class, () -> tried.quarantine(slot, true, delivery -> {
            throw new PlaneException("refused by the test");
        }));
        assertFalse(slot.isQuarantined());
        assertTrue(tried.quarantine(slot, true, told::add));
        assertEquals(List.of(Delivery.Way.QUARANTINE, Delivery.Way.SHARED, Delivery.Way.QUARANTINE),
                told.stream().map(delivery -> delivery.rules().getFirst().way()).toList());
    }

    @Test
    void shouldHaveNoQuarantineWithoutPacketThreadsForIt() throws PlaneException {
        ModuleSlot slot = path.newSlot(new ModuleSlot.Settings("new", "u", List.of(OWNED), List.of(filter(1)), 1, true,
                PathQuota.unlimited(), true), packet -> Verdict.DROP);
        assertFalse(slot.isQuarantined());
        assertFalse(path.quarantine(slot, true, NO_HOOK));
    }

    @Test
    void shouldCountByForm() {
        byte[] fragment = packet(1);
        fragment[6] = 0x20;
        run(packet(1), packet(2), fragment, new byte[3]);
        assertEquals(4L, counters.snapshot().get("path.w0.received"));
        assertEquals(2L, counters.snapshot().get("path.w0.unmatched"));
        assertEquals(1L, counters.snapshot().get("path.w0.fragments"));
        assertEquals(1L, counters.snapshot().get("path.w0.malformed"));
        assertEquals(1L, counters.snapshot().get("path.w0.batches"));
    }

    @Test
    void shouldKeepFaultForWhoeverAsks() throws PlaneException {
        IllegalStateException fault = new IllegalStateException("thrown by the test");
        ModuleSlot slot = slot("faulty", false, filter(1), packet -> {
            throw fault;
        });
        path.replace(List.of(), List.of(slot), NO_HOOK);
        assertEquals(Verdict.DROP, run(packet(1)).verdict(0));
        assertEquals(fault, slot.lastFault());
        assertEquals(1L, slot.counters().get("faults"));
        assertNotNull(slot.counters().get("cpu_nanos"));
    }

    @Test
    void shouldEndBatchWhenItsMemoryGoesAway() throws PlaneException {
        PacketBatch broken = new PacketBatch(MemorySegment.NULL);
        broken.add(0, 100, 100, 0);
        assertThrows(IndexOutOfBoundsException.class, () -> path.worker(0).process(broken));
        ModuleSlot slot = slot("later", true, filter(1), packet -> Verdict.DROP);
        path.replace(List.of(), List.of(slot), NO_HOOK); // would wait for ever
        assertEquals(Verdict.DROP, run(packet(1)).verdict(0));
    }

    @Test
    void shouldAcceptOwnAndRefuseForeignSource() throws PlaneException {
        ModuleSlot slot = slot("spoofing", true, filter(1), packet -> {
            packet.setI32(12, packet.u8(packet.payloadOffset()) == 1 ? SERVER + 1 : 0x01010101);
            return Verdict.ACCEPT;
        });
        path.replace(List.of(), List.of(slot), NO_HOOK);
        byte[] foreign = packet(1);
        foreign[foreign.length - 1] = 2;
        PacketBatch batch = run(packet(1), foreign);
        assertEquals(Verdict.ACCEPT, batch.verdict(0));
        assertEquals(IpAddress.mapped(SERVER + 1), batch.sourceLow(0));
        assertEquals(Verdict.DROP, batch.verdict(1));
        assertEquals(1L, slot.counters().get("spoofed"));
    }

    /** A module that has been taken out is never called again, and its successor misses nothing. */
    @Test
    void shouldNotCallModuleOnceReplaceHasReturned() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        AtomicLong violations = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        for (int w = 0; w < 2; w++) {
            PacketWorker worker = path.worker(w);
            threads.add(Thread.ofPlatform().start(() -> pump(worker, ended, violations)));
        }
        try {
            ModuleSlot present = tracked(new AtomicBoolean(), violations);
            AtomicBoolean stopped = new AtomicBoolean();
            path.replace(List.of(), List.of(present), NO_HOOK);
            for (int n = 0; n < 1_000; n++) {
                AtomicBoolean nextStopped = new AtomicBoolean();
                ModuleSlot next = tracked(nextStopped, violations);
                path.replace(List.of(present), List.of(next), NO_HOOK);
                stopped.set(true);
                present.close();
                present = next;
                stopped = nextStopped;
            }
        } finally {
            ended.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertEquals(0, violations.get());
        assertTrue(counters.snapshot().getOrDefault("path.w0.batches", 0L) > 0
                && counters.snapshot().getOrDefault("path.w1.batches", 0L) > 0);
    }

    private ModuleSlot tracked(AtomicBoolean stopped, AtomicLong violations) {
        return slot("tracked", true, filter(1), packet -> {
            if (stopped.get()) {
                violations.incrementAndGet();
            }
            return Verdict.DROP;
        });
    }

    private static void pump(PacketWorker worker, AtomicBoolean ended, AtomicLong violations) {
        byte[][] packets = {packet(1), packet(2), packet(1)};
        PacketBatch batch = TestPackets.batch(64, packets);
        boolean begun = false;
        while (!ended.get()) {
            batch.clear();
            for (int i = 0; i < packets.length; i++) {
                batch.add(i * 64L, packets[i].length, 64, 0);
            }
            worker.process(batch);
            begun |= batch.verdict(0) == Verdict.DROP;
            if (begun && (batch.verdict(0) != Verdict.DROP || batch.verdict(2) != Verdict.DROP)) {
                violations.incrementAndGet();
            }
        }
    }
}
