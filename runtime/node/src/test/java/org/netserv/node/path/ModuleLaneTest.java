package org.netserv.node.path;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.netserv.api.Packet;
import org.netserv.api.PacketProcessor;
import org.netserv.api.Verdict;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.guard.Guard;
import org.netserv.node.guard.Overstay;
import org.netserv.node.net.Prefix;
import org.netserv.node.packet.Checksums;
import org.netserv.node.packet.PacketBatch;
import org.netserv.node.packet.PacketParser;
import org.netserv.node.packet.TestPackets;
import org.netserv.node.plane.PlaneException;

class ModuleLaneTest {
    private static final long SEED = 0x5eed_0005L;
    private static final int SLOT = 256;
    private static final List<Verdict> VERDICTS = List.of(Verdict.ACCEPT, Verdict.DROP, Verdict.REPLY,
            Verdict.CONSUME);
    private static final Prefix OWNED = Prefix.parse("10.0.0.0/8");
    private static final Prefix OWNED_IPV6 = Prefix.parse("2001:db8::/32");

    private final PacketPath path = new PacketPath(1, List.of(new FilterTable.PrefixOwner(OWNED, "u"),
            new FilterTable.PrefixOwner(OWNED_IPV6, "u")), NodeCounters.inMemory());

    private ModuleSlot install(boolean failOpen, PacketProcessor processor) throws PlaneException {
        return install(failOpen, PathQuota.unlimited(), processor);
    }

    private ModuleSlot install(boolean failOpen, PathQuota quota, PacketProcessor processor) throws PlaneException {
        ModuleSlot slot = path.newSlot(new ModuleSlot.Settings("m" + path.modules().size(), "u",
                List.of(OWNED, OWNED_IPV6),
                List.of(new PacketFilter(OWNED, -1, -1), new PacketFilter(OWNED_IPV6, -1, -1)), 1, failOpen, quota,
                false),
                processor);
        path.replace(List.of(), List.of(slot), filters -> {});
        return slot;
    }

    private static long count(ModuleSlot slot, String counter) {
        return slot.counters().getOrDefault(counter, -1L);
    }

    private static byte[] packet(Random random) {
        byte[] payload = new byte[random.nextInt(60)];
        random.nextBytes(payload);
        byte[] udp = TestPackets.udp(1, 2, payload);
        return random.nextBoolean() ? TestPackets.ipv4(0x0b000001, 0x0a000001, 17, udp)
                : TestPackets.ipv6(0x2001_0dbaL << 32, 0x2001_0db8L << 32, 17, udp);
    }

    /** Writes anywhere, most often into headers, and sometimes leaves. */
    private static Verdict vandalise(Packet packet, Random random) {
        for (int n = random.nextInt(6); n > 0; n--) {
            switch (random.nextInt(6)) {
                case 0 -> packet.length(packet.payloadOffset() + random.nextInt(150));
                case 1 -> packet.swapAddresses();
                case 2 -> packet.setU8(0, random.nextInt(256));
                case 3 -> packet.setI64(random.nextInt(packet.length() - 7), random.nextLong());
                default -> packet.setU8(random.nextInt(packet.length()), random.nextInt(256));
            }
        }
        if (random.nextInt(4) == 0) {
            throw new IllegalStateException("thrown by the test");
        }
        return VERDICTS.get(random.nextInt(4));
    }

    /** Whatever a module does: what leaves is a right packet from an authorised source, or what was received. */
    @Test
    void shouldLetOnlyRightPacketsOutWhateverModuleDoes() throws PlaneException {
        Random random = new Random(SEED);
        ModuleSlot slot = install(true, packet -> vandalise(packet, random));
        int modified = 0;
        for (int n = 0; n < 50_000; n++) {
            byte[] packet = packet(random);
            PacketBatch batch = TestPackets.batch(SLOT, packet);
            path.worker(0).process(batch);
            String at = "seed=" + SEED + " n=" + n;
            Verdict verdict = batch.verdict(0);
            if (verdict == Verdict.ACCEPT && !batch.modified(0)) {
                assertArrayEquals(packet, TestPackets.bytes(batch, 0), at);
            } else if (verdict == Verdict.ACCEPT || verdict == Verdict.REPLY) {
                modified++;
                PacketBatch sent = TestPackets.batch(SLOT, TestPackets.bytes(batch, 0));
                assertEquals(PacketParser.WHOLE, PacketParser.parse(sent, 0), at);
                assertEquals(batch.length(0), sent.length(0), at);
                assertTrue(Checksums.valid(sent, 0), at);
                assertEquals(packet[0] >> 4, sent.version(0), at);
                assertSource(packet, sent, verdict, at);
            }
        }
        assertTrue(modified > 1_000, "modified=" + modified);
        assertTrue(count(slot, "mangled") > 1_000 && count(slot, "spoofed") > 1_000,
                slot.counters().toString());
    }

    private static void assertSource(byte[] received, PacketBatch sent, Verdict verdict, String at) {
        PacketBatch before = TestPackets.batch(SLOT, received);
        PacketParser.parse(before, 0);
        boolean own = sent.sourceHigh(0) == before.sourceHigh(0) && sent.sourceLow(0) == before.sourceLow(0);
        boolean authorised = OWNED.contains(sent.sourceHigh(0), sent.sourceLow(0))
                || OWNED_IPV6.contains(sent.sourceHigh(0), sent.sourceLow(0));
        assertTrue(authorised || (own && verdict == Verdict.ACCEPT), at);
    }

    @Test
    void shouldKnowRestoredHeadersWhenModuleMangledThem() throws PlaneException {
        install(true, packet -> {
            packet.swapAddresses();
            packet.setU8(0, 0x4f);
            return Verdict.ACCEPT;
        });
        byte[] packet = TestPackets.ipv4(0x0b000001, 0x0a000001, 17, TestPackets.udp(1, 2, (byte) 5));
        PacketBatch batch = TestPackets.batch(SLOT, packet);
        path.worker(0).process(batch);
        assertEquals(0xffff_0b00_0001L, batch.sourceLow(0));
        assertEquals(PacketParser.WHOLE, batch.form(0));
        assertEquals(packet.length, batch.length(0));
        assertArrayEquals(packet, TestPackets.bytes(batch, 0));
    }

    @Test
    void shouldAddUpCountersOfAllVerdicts() throws PlaneException {
        ModuleSlot slot = install(false, packet -> packet.payloadLength() == 0 ? Verdict.REPLY
                : VERDICTS.get(packet.u8(packet.payloadOffset()) % 4));
        Random random = new Random(SEED);
        long bytes = 0;
        for (int n = 0; n < 1_000; n++) {
            byte[] packet = packet(random);
            bytes += packet.length;
            path.worker(0).process(TestPackets.batch(SLOT, packet));
        }
        assertEquals(1_000L, count(slot, "packets"));
        assertEquals(bytes, count(slot, "bytes"));
        assertEquals(1_000L,
                count(slot, "accepted") + count(slot, "dropped") + count(slot, "replied") + count(slot, "consumed"));
        assertEquals(0L, count(slot, "replied"), "every reply has the user's source here");
        assertTrue(count(slot, "spoofed") > 0 && count(slot, "cpu_nanos") > 0);
    }

    /** A batch of 64 packets of 28 bytes. */
    private static PacketBatch fullBatch() {
        return batchOf(PacketBatch.MAX_SIZE);
    }

    private static PacketBatch batchOf(int size) {
        byte[][] packets = new byte[size][];
        Arrays.fill(packets, TestPackets.ipv4(0x0b000001, 0x0a000001, 17, TestPackets.udp(1, 2)));
        return TestPackets.batch(SLOT, packets);
    }

    private static void assertFirstAreIn(int in, PacketBatch batch, Verdict within, Verdict over) {
        for (int i = 0; i < batch.size(); i++) {
            assertEquals(i < in ? within : over, batch.verdict(i), "packet " + i);
        }
    }

    @Test
    void shouldShareRateOfPacketsBetweenModulesOfPublisher() throws PlaneException {
        PathQuota quota = new PathQuota(1, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
        ModuleSlot first = install(true, quota, packet -> Verdict.DROP);
        ModuleSlot second = install(true, quota, packet -> Verdict.DROP);
        PacketBatch batch = fullBatch();
        path.worker(0).process(batch);
        assertFirstAreIn(1, batch, Verdict.DROP, Verdict.ACCEPT);
        assertEquals(64, count(first, "packets"));
        assertEquals(63, count(first, "over_packets"));
        assertEquals(1, count(first, "dropped"));
        assertEquals(63, count(second, "over_packets"));
        assertEquals(0, count(second, "dropped"));
        assertEquals(0, count(first, "faults"));
    }

    @Test
    void shouldDropPacketsOverRateOfBytesWhenModuleFailsClosed() throws PlaneException {
        // What may come at once is one packet of any length: 2340 of 28 bytes.
        PathQuota quota = new PathQuota(Long.MAX_VALUE, 1, Long.MAX_VALUE, Long.MAX_VALUE);
        ModuleSlot slot = install(false, quota, packet -> Verdict.ACCEPT);
        int whole = PacketPath.MAX_PACKET_LENGTH / 28 / PacketBatch.MAX_SIZE;
        for (int n = 0; n < whole; n++) {
            PacketBatch batch = fullBatch();
            path.worker(0).process(batch);
            assertFirstAreIn(64, batch, Verdict.ACCEPT, Verdict.DROP);
        }
        for (int n = 0; n < 2; n++) {
            path.worker(0).process(fullBatch());
        }
        long over = count(slot, "over_bytes");
        // A byte a second comes in beside the burst, so a slow run may give one packet more.
        assertTrue(over >= (whole + 2) * 64L - PacketPath.MAX_PACKET_LENGTH / 28 - 4 && over < 128, "over=" + over);
        assertEquals(over, count(slot, "dropped"));
        assertEquals(0, count(slot, "over_packets"));
    }

    @Test
    void shouldGiveBackPacketsThatDoNotFitBytes() throws PlaneException {
        PathQuota quota = new PathQuota(640, 1, Long.MAX_VALUE, Long.MAX_VALUE);
        assertEquals(PacketPath.MAX_PACKET_LENGTH, quota.bytes().take(System.nanoTime(), PacketPath.MAX_PACKET_LENGTH));
        ModuleSlot slot = install(true, quota, packet -> Verdict.DROP);
        path.worker(0).process(fullBatch());
        path.worker(0).process(fullBatch());
        assertEquals(128, count(slot, "over_bytes"));
        assertEquals(0, count(slot, "over_packets"));
    }

    @Test
    void shouldKeepPacketsFromModuleThatIsTooSlow() throws PlaneException {
        long[] calls = new long[1];
        ModuleSlot slot = install(false, new PathQuota(Long.MAX_VALUE, Long.MAX_VALUE, 1, Long.MAX_VALUE), packet -> {
            calls[0]++;
            long start = System.nanoTime();
            while (System.nanoTime() - start < 100_000) {
                Thread.onSpinWait();
            }
            return Verdict.ACCEPT;
        });
        int batches = 0;
        while (count(slot, "over_cpu") == 0 && batches++ < 10_000) {
            path.worker(0).process(fullBatch());
        }
        assertEquals(64, count(slot, "over_cpu"));
        assertEquals(64, count(slot, "dropped"));
        assertEquals(count(slot, "packets"), calls[0] + 64);
        assertTrue(count(slot, "cpu_nanos") > Patience.EXCESS_BURST_NANOS);
    }

    @Test
    void shouldKeepPacketsFromModulesOfPublisherThatAllocatesTooMuch() throws PlaneException {
        byte[][] kept = new byte[1][];
        PathQuota quota = new PathQuota(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, 1 << 20);
        ModuleSlot slot = install(false, quota, packet -> {
            kept[0] = new byte[1 << 16];
            return Verdict.ACCEPT;
        });
        // What may come at once is used up by the second batch.
        path.worker(0).process(batchOf(8));
        assertEquals(0, count(slot, "over_memory"));
        path.worker(0).process(fullBatch());
        assertEquals(0, count(slot, "over_memory"));
        path.worker(0).process(fullBatch());
        assertEquals(64, count(slot, "over_memory"));
        assertEquals(64, count(slot, "dropped"));
        assertEquals(1 << 16, kept[0].length);
    }

    @Test
    void shouldCountWhatModuleAllocates() throws PlaneException {
        byte[][] kept = new byte[1][];
        ModuleSlot slot = install(true, packet -> {
            kept[0] = new byte[100_000];
            return Verdict.ACCEPT;
        });
        path.worker(0).process(fullBatch());
        assertTrue(count(slot, "allocated_bytes") >= 6_400_000, slot.counters()::toString);
        assertEquals(100_000, kept[0].length);
    }

    @Test
    void shouldStopModuleThatSwallowsWhatIsToEndIt() throws PlaneException {
        ModuleSlot slot = install(true, packet -> {
            while (true) {
                try {
                    while (true) {
                        Guard.leaveIfMeant();
                    }
                } catch (Overstay swallowed) {
                    return Verdict.DROP;
                }
            }
        });
        path.worker(0).process(TestPackets.batch(SLOT, packet(new Random(SEED))));
        assertEquals(1, count(slot, "overstays"));
        assertEquals(1, count(slot, "dropped"));
        assertTrue(slot.lastFault() instanceof Overstay);
        path.worker(0).process(TestPackets.batch(SLOT, packet(new Random(SEED))));
        assertEquals(1, count(slot, "accepted"));
        assertEquals(1, count(slot, "overstays"));
    }
}
