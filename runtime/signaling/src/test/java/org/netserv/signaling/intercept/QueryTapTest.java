package org.netserv.signaling.intercept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.netserv.api.Verdict;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.net.IpAddress;
import org.netserv.node.packet.Checksums;
import org.netserv.node.packet.PacketBatch;
import org.netserv.node.packet.PacketParser;

class QueryTapTest {
    private static final int HOSTED = 0x7fc0;
    private static final int OTHER = 0x7d00;
    private static final int QUERY = 0x80;
    private static final int RESPONSE = 1;
    private static final String AWAY = "0a000202";
    private static final String HERE = "0a000201";

    private final MemorySegment memory = Arena.ofAuto().allocate(256);
    private final PacketBatch batch = new PacketBatch(memory);
    private final NodeCounters counters = NodeCounters.few();
    private int wakes;
    private final Interception interception = new Interception(1, List.of(HOSTED),
            List.of(IpAddress.parse("10.0.2.1")), counters, () -> wakes++);

    /** A packet with a header alone; its checksums are right. */
    private void packet(String destination, String magic, int hops, int nslpId, int type) {
        byte[] bytes = HexFormat.of().parseHex("45000028000040004011" + "0000" + "0a000102" + destination
                + "010e010e" + "0014" + "0000" + magic + "01000000" + "00000000");
        ByteBuffer.wrap(bytes).put(33, (byte) hops).putShort(36, (short) nslpId).put(38, (byte) type);
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
        batch.clear();
        batch.add(0, bytes.length, bytes.length, 7);
        assertEquals(PacketParser.WHOLE, PacketParser.parse(batch, 0));
        Checksums.fill(batch, 0);
    }

    private Verdict verdict(String destination, int hops, int nslpId, int type) {
        packet(destination, "4e04bda5", hops, nslpId, type);
        interception.tap(0).inspect(batch, 0);
        return batch.verdict(0);
    }

    private int hops() {
        return memory.get(ValueLayout.JAVA_BYTE, 33);
    }

    @Test
    void shouldTakeWhatIsHostedWhereverItGoes() {
        assertEquals(Verdict.DROP, verdict(AWAY, 32, HOSTED, QUERY));
        assertEquals(Verdict.DROP, verdict(HERE, 32, HOSTED, QUERY));
        assertEquals(2, wakes);
        assertFalse(interception.isEmpty());
    }

    @Test
    void shouldLetOthersPassWithAHopLessAndRightChecksums() {
        assertEquals(Verdict.ACCEPT, verdict(AWAY, 32, OTHER, QUERY));
        assertTrue(batch.modified(0));
        assertEquals(31, hops());
        assertTrue(Checksums.valid(batch, 0));
        assertTrue(interception.isEmpty());
        assertEquals(1, counters.snapshot().get("signaling.w0.passed"));
    }

    @Test
    void shouldHaveTheEngineSayThatAnEndpointOrTheLastHopIsReached() {
        assertEquals(Verdict.DROP, verdict(HERE, 32, OTHER, QUERY));
        assertEquals(Verdict.DROP, verdict(AWAY, 1, OTHER, QUERY));
        assertEquals(Verdict.DROP, verdict(AWAY, 0, OTHER, QUERY));
        assertEquals(3, counters.snapshot().get("signaling.w0.taken"));
    }

    @Test
    void shouldLeaveAloneWhatIsAddressedToAPeerOrNoGist() {
        assertEquals(Verdict.ACCEPT, verdict(AWAY, 32, HOSTED, RESPONSE));
        packet(AWAY, "4e04bda6", 32, HOSTED, QUERY);
        interception.tap(0).inspect(batch, 0);
        assertEquals(Verdict.ACCEPT, batch.verdict(0));
        assertFalse(batch.modified(0));
        assertEquals(32, hops());
        assertTrue(interception.isEmpty());
    }

    @Test
    void shouldLetPassWhatTheEngineHasNoRoomFor() {
        for (int i = 0; i < QueryRing.CAPACITY; i++) {
            assertEquals(Verdict.DROP, verdict(AWAY, 32, HOSTED, QUERY));
        }
        assertEquals(Verdict.ACCEPT, verdict(AWAY, 32, HOSTED, QUERY));
        assertEquals(31, hops());
        assertEquals(1, counters.snapshot().get("signaling.w0.missed"));
    }

    @Test
    void shouldAllocateNothing() throws Throwable {
        MethodHandle allocated = allocated();
        packet(AWAY, "4e04bda5", 32, HOSTED, QUERY);
        long least = Long.MAX_VALUE;
        long idle = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long before = (long) allocated.invokeExact();
            idle = Math.min(idle, (long) allocated.invokeExact() - before);
            before = (long) allocated.invokeExact();
            for (int i = 0; i < 10_000; i++) {
                batch.verdict(0, Verdict.ACCEPT);
                memory.set(ValueLayout.JAVA_BYTE, 33, (byte) 32);
                interception.tap(0).inspect(batch, 0);
            }
            least = Math.min(least, (long) allocated.invokeExact() - before);
        }
        assertEquals(idle, least);
    }

    /** By reflection: this module does not read the JDK's management. */
    private static MethodHandle allocated() throws ReflectiveOperationException {
        Class<?> type = Class.forName("com.sun.management.ThreadMXBean");
        Object bean = Class.forName("java.lang.management.ManagementFactory")
                .getMethod("getPlatformMXBean", Class.class).invoke(null, type);
        return MethodHandles.publicLookup()
                .findVirtual(type, "getCurrentThreadAllocatedBytes", MethodType.methodType(long.class)).bindTo(bean);
    }
}
