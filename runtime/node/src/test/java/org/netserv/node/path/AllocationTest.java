package org.netserv.node.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.netserv.api.Packet;
import org.netserv.api.PacketProcessor;
import org.netserv.api.Verdict;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.net.Prefix;
import org.netserv.node.packet.PacketBatch;
import org.netserv.node.packet.TestPackets;
import org.netserv.node.trace.TraceFilter;

/** The packet path allocates nothing per packet, nor per batch. */
class AllocationTest {
    /** {@code com.sun.management.ThreadMXBean.getCurrentThreadAllocatedBytes}, without requiring its module. */
    private static final MethodHandle ALLOCATED = allocated();

    private static final int SLOT = 256;
    private static final int WARM_UP = 20_000;
    private static final int BATCHES = 2_000;
    private static final Prefix IPV4 = Prefix.parse("10.0.0.0/8");
    private static final Prefix IPV6 = Prefix.parse("2001:db8::/32");

    private final PacketPath path = new PacketPath(1,
            List.of(new FilterTable.PrefixOwner(IPV4, "u"), new FilterTable.PrefixOwner(IPV6, "u")),
            NodeCounters.inMemory());
    private PathQuota quota = PathQuota.unlimited();

    private static MethodHandle allocated() {
        try {
            Class<?> factory = Class.forName("java.lang.management.ManagementFactory");
            Class<?> type = Class.forName("com.sun.management.ThreadMXBean");
            Object bean = factory.getMethod("getPlatformMXBean", Class.class).invoke(null, type);
            return MethodHandles.publicLookup()
                    .findVirtual(type, "getCurrentThreadAllocatedBytes", MethodType.methodType(long.class))
                    .bindTo(bean);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @Test
    void shouldAllocateNothingForQuotas() throws Exception {
        quota = new PathQuota(1_000, 1_000_000, 50_000, 1 << 20);
        install(1, AllocationTest::count);
        install(2, AllocationTest::answerSome);
        assertNothingAllocated();
        assertTrue(path.modules().getFirst().counters().getOrDefault("over_packets", 0L) > 0);
    }

    private static long allocatedBytes() {
        try {
            return (long) ALLOCATED.invokeExact();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private void install(int order, PacketProcessor processor) throws Exception {
        ModuleSlot slot = path.newSlot(new ModuleSlot.Settings("m" + order, "u", List.of(IPV4, IPV6),
                List.of(new PacketFilter(IPV4, 17, -1), new PacketFilter(IPV6, -1, -1)), order, true, quota, false),
                processor);
        path.replace(List.of(), List.of(slot), filters -> {});
    }

    private static byte[] packet(int i) {
        byte[] udp = TestPackets.udp(1, i, (byte) i);
        return i % 2 == 0 ? TestPackets.ipv4(0x0b000001, 0x0a000001 + i % 7, 17, udp)
                : TestPackets.ipv6(0x2001_0dbaL << 32, 0x2001_0db8L << 32, 17, udp);
    }

    private static Verdict count(Packet packet) {
        return packet.ttl() + packet.sourcePort() > 0 && packet.destinationLow() != 0 ? Verdict.ACCEPT : Verdict.DROP;
    }

    private static Verdict answerSome(Packet packet) {
        int kind = packet.u8(packet.payloadOffset()) % 4;
        if (kind == 0) {
            return Verdict.ACCEPT;
        }
        packet.length(packet.length() + kind);
        packet.setU8(packet.payloadOffset() + 1, 7);
        if (kind == 3) {
            packet.swapAddresses();
            packet.swapPorts();
            return Verdict.REPLY;
        }
        return kind == 1 ? Verdict.ACCEPT : Verdict.DROP;
    }

    private void runBatches(PacketBatch batch, MemorySegment pristine, int count, int[] lengths) {
        for (int n = 0; n < count; n++) {
            batch.clear();
            for (int i = 0; i < lengths.length; i++) {
                batch.add((long) i * SLOT, lengths[i], SLOT, 0);
            }
            MemorySegment.copy(pristine, 0, batch.memory(), 0, pristine.byteSize());
            path.worker(0).process(batch);
        }
    }

    /** What one measurement itself costs, so that it can be told from what it measures. */
    private static long calibration() {
        long least = Long.MAX_VALUE;
        for (int n = 0; n < 1_000; n++) {
            long before = allocatedBytes();
            least = Math.min(least, allocatedBytes() - before);
        }
        return least;
    }

    private long least(Runnable work) {
        long least = Long.MAX_VALUE;
        for (int n = 0; n < 5; n++) {
            long before = allocatedBytes();
            work.run();
            least = Math.min(least, allocatedBytes() - before);
        }
        return least;
    }

    @Test
    void shouldAllocateNothingPerPacket() throws Exception {
        install(1, AllocationTest::count);
        install(2, AllocationTest::count);
        assertNothingAllocated();
    }

    @Test
    void shouldAllocateNothingForFlowsThatAreOffloaded() throws Exception {
        quota = new PathQuota(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, 1_000_000);
        path.worker(0).offloadTo(new FlowQueue());
        install(1, AllocationTest::offload);
        install(2, AllocationTest::offload);
        assertNothingAllocated();
        Map<String, Long> counters = path.modules().getLast().counters();
        assertTrue(counters.getOrDefault("offload_full", 0L) > 0, counters.toString());
    }

    private static Verdict offload(Packet packet) {
        return packet.offload(packet.sourcePort() % 2 == 0 ? Verdict.DROP : Verdict.ACCEPT, 1) ? Verdict.ACCEPT
                : Verdict.DROP;
    }

    @Test
    void shouldAllocateNothingForSamples() throws Exception {
        install(1, AllocationTest::count);
        ModuleSlot sampler = path.newSlot(new ModuleSlot.Settings("samples", "u", List.of(IPV4, IPV6),
                List.of(new PacketFilter(IPV4, 17, -1, 3), new PacketFilter(IPV6, -1, -1, 2)), 1, true),
                AllocationTest::answerSome);
        path.replace(List.of(), List.of(sampler), delivery -> {});
        assertNothingAllocated();
        assertTrue(sampler.counters().getOrDefault("packets", 0L) > 0);
    }

    @Test
    void shouldAllocateNothingWhileBatchesAreRecorded() throws Exception {
        install(1, AllocationTest::count);
        try (Recording recording = new Recording()) {
            recording.enable("org.netserv.Batch").withThreshold(Duration.ZERO);
            recording.start();
            assertNothingAllocated();
        }
    }

    @Test
    void shouldAllocateNothingWhilePacketsAreTraced() throws Exception {
        install(1, AllocationTest::count);
        install(2, AllocationTest::answerSome);
        int room = WARM_UP + 10 * BATCHES;
        try (PathTrace trace = path.trace(TraceFilter.parse("proto=udp,port=6,dst=10.0.0.0/8", "u", "m2"), room, 64)) {
            assertNothingAllocated();
            assertTrue(trace.matched() > WARM_UP && trace.stop().size() == trace.matched(), "it was full");
        }
        try (PathTrace trace = path.trace(TraceFilter.parse("", "", ""), 10, 64)) {
            assertNothingAllocated();
            assertEquals(10, trace.stop().size());
        }
    }

    @Test
    void shouldAllocateNothingWhenPacketsAreChangedAndAnswered() throws Exception {
        install(1, AllocationTest::count);
        install(2, AllocationTest::answerSome);
        assertNothingAllocated();
    }

    private void assertNothingAllocated() {
        byte[][] packets = new byte[PacketBatch.MAX_SIZE][];
        int[] lengths = new int[PacketBatch.MAX_SIZE];
        for (int i = 0; i < packets.length; i++) {
            packets[i] = packet(i);
            lengths[i] = packets[i].length;
        }
        PacketBatch batch = TestPackets.batch(SLOT, packets);
        MemorySegment pristine = TestPackets.batch(SLOT, packets).memory();
        runBatches(batch, pristine, WARM_UP, lengths);
        long calibration = calibration();
        long ours = least(() -> runBatches(batch, pristine, BATCHES, lengths));
        assertEquals(calibration, ours, "bytes in " + BATCHES + " batches of " + packets.length + " packets");
        assertTrue(least(() -> escape(new byte[1_000])) >= 1_000 && escaped instanceof byte[],
                "the meter does not measure");
    }

    private static volatile Object escaped = "";

    private static void escape(Object object) {
        escaped = object;
    }
}
