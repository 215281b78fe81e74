package org.netserv.apps.keepalive;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.netserv.api.Verdict;

class KeepAliveAllocationTest {

    private static final int PACKETS = 100_000;
    /** A round in which the JIT compiler replaces code may cost a few objects once; what a packet costs is in all. */
    private static final int ROUNDS = 10;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void shouldAllocateNothingPerPacketItAnswers() {
        assertNoAllocation(new TestNode(), ipv4(Messages.LINKSYS), Verdict.REPLY);
        assertNoAllocation(new TestNode(), ipv4(Messages.COMPACT), Verdict.REPLY);
        assertNoAllocation(new TestNode(), ipv6(Messages.keepAlive()), Verdict.REPLY);
        assertNoAllocation(new TestNode(), ipv4("\n\n"), Verdict.REPLY);
    }

    @Test
    void shouldAllocateNothingPerPacketItPasses() {
        assertNoAllocation(new TestNode(), ipv4(Messages.ASTERISK_OPTIONS), Verdict.ACCEPT);
        assertNoAllocation(new TestNode(), ipv4(Messages.PJSIP_MESSAGE_SUMMARY), Verdict.ACCEPT);
        assertNoAllocation(new TestNode(), ipv4(Messages.keepAlive("CSeq", "X")), Verdict.ACCEPT);
        assertNoAllocation(new TestNode(), ipv6("x"), Verdict.ACCEPT);
        assertNoAllocation(new TestNode(Map.of("measure", "true")), ipv4(Messages.SIPP), Verdict.ACCEPT);
    }

    private static byte[] ipv4(String message) {
        return UdpPacket.of("192.0.2.7", 5061, "198.51.100.5", 5060, Messages.bytes(message));
    }

    private static byte[] ipv6(String message) {
        return UdpPacket.of("2001:db8::7", 5061, "2001:db8:1::5", 5060, Messages.bytes(message));
    }

    private static void assertNoAllocation(TestNode node, byte[] packet, Verdict verdict) {
        node.load(packet);
        run(node, PACKETS, verdict);
        long allocated = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS && allocated != 0; round++) {
            long empty = allocatedBy(node, 0, verdict);
            allocated = allocatedBy(node, PACKETS, verdict) - empty;
        }
        assertEquals(0, allocated);
    }

    private static long allocatedBy(TestNode node, int packets, Verdict verdict) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        run(node, packets, verdict);
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private static void run(TestNode node, int packets, Verdict verdict) {
        for (int i = 0; i < packets; i++) {
            if (node.process() != verdict) {
                throw new AssertionError("another verdict than " + verdict);
            }
            node.restore();
        }
    }
}
