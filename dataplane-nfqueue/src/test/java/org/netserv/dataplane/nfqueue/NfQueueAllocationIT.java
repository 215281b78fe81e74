package org.netserv.dataplane.nfqueue;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.netserv.rig.Rig.SERVER_IPV4;
import static org.netserv.rig.Rig.USER_IPV4;

import org.netserv.dataplane.testing.Host;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.netserv.api.Verdict;
import org.netserv.rig.Privilege;
import org.netserv.rig.Rig;

/** The packet threads allocate nothing, whatever becomes of a packet. */
class NfQueueAllocationIT {
    private static final int PORT = 5060;
    /** Two processors that others use as well take up to a minute to compile the loop. */
    private static final Duration TO_COMPILE = Duration.ofMinutes(3);
    private static final int PACKETS = 20_000;
    private static final int WINDOW = 200;
    /** For the thread as a whole: less than a twentieth of a byte a packet. */
    private static final long ALLOWANCE_BYTES = 1024;

    @Test
    void shouldAllocateNothingPerPacket() throws Exception {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        try (Rig rig = Rig.create("nfqalloc");
                PlaneFixture fixture = new PlaneFixture(rig.router().name(), Map.of());
                Host user = Host.at(rig.user().name(), USER_IPV4, 0)) {
            fixture.install(SERVER_IPV4, PORT, packet -> switch (packet.u8(packet.payloadOffset()) & 3) {
                case 0 -> Verdict.ACCEPT;
                case 1 -> Verdict.DROP;
                case 2 -> {
                    packet.swapAddresses();
                    packet.swapPorts();
                    yield Verdict.REPLY;
                }
                default -> {
                    packet.setU8(packet.payloadOffset(), 7);
                    yield Verdict.ACCEPT;
                }
            });
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long thread = packetThread();
            // Until the compiler is done with the loop, calls into the kernel allocate.
            List<Long> allocated = new ArrayList<>();
            long start = System.nanoTime();
            do {
                long before = threads.getThreadAllocatedBytes(thread);
                send(user, fixture, PACKETS);
                allocated.add(threads.getThreadAllocatedBytes(thread) - before);
            } while (allocated.getLast() > ALLOWANCE_BYTES && System.nanoTime() - start < TO_COMPILE.toNanos());
            assertTrue(allocated.getLast() <= ALLOWANCE_BYTES,
                    () -> "bytes for " + PACKETS + " packets, round by round: " + allocated);
        }
    }

    private static long packetThread() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals("netserv-nfq-0"))
                .findFirst().orElseThrow().threadId();
    }

    /** Sends in bursts, each after the one before has been decided: batches come in many sizes, and none is lost. */
    private static void send(Host user, PlaneFixture fixture, int packets) throws Exception {
        long done = fixture.counter("received");
        for (int i = 0; i < packets; i++) {
            user.send(new byte[]{(byte) i, 2, 3, 4}, SERVER_IPV4, PORT);
            if (i % WINDOW == WINDOW - 1) {
                long expected = done + i + 1;
                assertTrue(PlaneFixture.eventually(() -> fixture.counter("received") == expected),
                        () -> fixture.counters().toString());
            }
        }
    }
}
