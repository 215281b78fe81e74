package org.netserv.node.path;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.netserv.api.Verdict;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.net.Prefix;
import org.netserv.node.packet.TestPackets;

class BatchWatchTest {
    private static final Prefix PREFIX = Prefix.parse("10.0.0.0/8");

    private final PacketPath path = new PacketPath(2, List.of(new FilterTable.PrefixOwner(PREFIX, "u")),
            NodeCounters.few());
    private final BatchWatch watch = new BatchWatch(path);

    private void batch(int worker) {
        path.worker(worker).process(TestPackets.batch(2048,
                TestPackets.ipv4(0x0b000001, 0x0a000001, 17, TestPackets.udp(1, 2, (byte) 1))));
    }

    @Test
    void shouldTellWhichPacketThreadStaysInOneBatch() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        ModuleSlot slot = path.newSlot(new ModuleSlot.Settings("m", "u", List.of(PREFIX),
                List.of(new PacketFilter(PREFIX, 17, PacketFilter.ANY)), 0, true), packet -> {
                    entered.countDown();
                    try {
                        goOn.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return Verdict.ACCEPT;
                });
        path.replace(List.of(), List.of(slot), delivery -> {});
        Thread stuck = Thread.ofPlatform().start(() -> batch(1));
        entered.await();
        watch.look(0);
        watch.look(BatchWatch.STUCK_NANOS - 1);
        assertEquals(OptionalInt.empty(), watch.stuck());
        watch.look(BatchWatch.STUCK_NANOS);
        assertEquals(OptionalInt.of(1), watch.stuck());
        goOn.countDown();
        stuck.join();
        watch.look(BatchWatch.STUCK_NANOS + 1);
        assertEquals(OptionalInt.empty(), watch.stuck());
    }

    @Test
    void shouldLeaveThreadsAloneThatAreInAnotherBatchOrInNone() {
        for (long second = 0; second < 100; second++) {
            batch(0);
            watch.look(second * 1_000_000_000);
            assertEquals(OptionalInt.empty(), watch.stuck());
        }
    }
}
