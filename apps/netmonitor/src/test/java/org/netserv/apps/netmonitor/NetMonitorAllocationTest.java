package org.netserv.apps.netmonitor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NetMonitorAllocationTest {

    private static final int PACKETS = 100_000;
    /** A round in which the JIT compiler replaces code may cost a few objects once; what a packet costs is in all. */
    private static final int ROUNDS = 10;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void shouldAllocateNothingPerPacketOfOneFlow() {
        assertNoAllocation("65536", (feed, i) -> feed.ipv4(1, 2, 64));
    }

    @Test
    void shouldAllocateNothingPerPacketOfOneIpv6Flow() {
        assertNoAllocation("65536", (feed, i) -> feed.ipv6(1, 2, 3, 4, 64));
    }

    @Test
    void shouldAllocateNothingPerPacketOfManyFlows() {
        assertNoAllocation("65536", (feed, i) -> feed.ipv4(i & 0x7fff, 2, 64));
    }

    @Test
    void shouldAllocateNothingPerNewFlow() {
        assertNoAllocation("1048576", new Sender() {
            private int next;

            @Override
            public void send(PacketFeed feed, int i) {
                next++;
                feed.ipv6(next, 2, 3, 4, 64);
            }
        });
    }

    @Test
    void shouldAllocateNothingPerPacketWhenTheTableIsFull() {
        assertNoAllocation("100", (feed, i) -> feed.ipv4(i, 2, 64));
    }

    private static void assertNoAllocation(String maxFlows, Sender sender) {
        NetMonitor monitor = new NetMonitor();
        monitor.start(new TestContext(Map.of("max_flows", maxFlows)));
        PacketFeed feed = new PacketFeed(monitor);
        allocatedBy(feed, PACKETS, sender);
        long allocated = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS && allocated != 0; round++) {
            long empty = allocatedBy(feed, 0, sender);
            allocated = allocatedBy(feed, PACKETS, sender) - empty;
        }
        assertEquals(0, allocated);
    }

    private static long allocatedBy(PacketFeed feed, int packets, Sender sender) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < packets; i++) {
            sender.send(feed, i);
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private interface Sender {

        void send(PacketFeed feed, int i);
    }
}
