package org.netserv.dataplane.xdp;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.netserv.rig.Rig.SERVER_IPV4;
import static org.netserv.rig.Rig.USER_IPV4;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.netserv.conformance.PacketBuilder;
import org.netserv.dataplane.testing.Host;
import org.netserv.dataplane.testing.LinkEnd;
import org.netserv.node.net.IpAddress;
import org.netserv.node.net.Prefix;
import org.netserv.node.path.ModuleSlot;
import org.netserv.node.path.PacketFilter;
import org.netserv.api.PacketProcessor;
import org.netserv.api.Verdict;
import org.netserv.rig.Namespace;
import org.netserv.rig.Privilege;
import org.netserv.rig.Rig;

/** The packet threads allocate nothing, whatever becomes of a packet. */
class XdpAllocationIT {
    private static final int PORT = 5060;
    /** Two processors that others use as well take up to a minute to compile the loop. */
    private static final Duration TO_COMPILE = Duration.ofMinutes(3);
    private static final int PACKETS = 20_000;
    private static final int WINDOW = 200;
    /** For the thread as a whole: less than a twentieth of a byte a packet. */
    private static final long ALLOWANCE_BYTES = 1024;

    private static final PacketProcessor EVERY_VERDICT = packet -> switch (packet.u8(packet.payloadOffset()) & 7) {
        case 0 -> Verdict.ACCEPT;
        case 1 -> Verdict.DROP;
        case 2 -> {
            packet.swapAddresses();
            packet.swapPorts();
            yield Verdict.REPLY;
        }
        case 3 -> {
            packet.ttl(1); // by the stack
            yield Verdict.ACCEPT;
        }
        default -> {
            packet.setU8(packet.payloadOffset(), 7);
            yield Verdict.ACCEPT;
        }
    };

    @Test
    void shouldAllocateNothingPerPacket() throws Throwable {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        try (Rig rig = Rig.create("xdpalloc");
                PlaneFixture fixture = new PlaneFixture(rig.router().name(), Map.of());
                Host user = Host.at(rig.user().name(), USER_IPV4, 0)) {
            fixture.install(SERVER_IPV4, PORT, EVERY_VERDICT);
            check("netserv-xdp-0", () -> send(user, fixture, "w0.received"));
        }
    }

    @Test
    void shouldAllocateNothingPerPacketInQuarantine() throws Throwable {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        try (Rig rig = Rig.create("xdpalloc");
                PlaneFixture fixture = new PlaneFixture(rig.router().name(), Map.of());
                Host user = Host.at(rig.user().name(), USER_IPV4, 0)) {
            fixture.installInQuarantine(List.of(PlaneFixture.udp(SERVER_IPV4, PORT)), EVERY_VERDICT);
            check("netserv-xdp-q0", () -> send(user, fixture, "q0.received"));
        }
    }

    /** Every packet is of a flow that was not there before. */
    @Test
    void shouldAllocateNothingForFlowsThatAreOffloaded() throws Throwable {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        try (Rig rig = Rig.create("xdpalloc");
                PlaneFixture fixture = new PlaneFixture(rig.router().name(), Map.of());
                LinkEnd user = new LinkEnd(rig.user().name(), Rig.HOST_INTERFACE, mac(rig.router(), "user0"))) {
            ModuleSlot slot = fixture.install(SERVER_IPV4, PORT, packet -> {
                packet.offload(Verdict.DROP, 60);
                return Verdict.DROP;
            });
            int[] round = new int[1];
            check("netserv-xdp-0", () -> {
                IpAddress source = IpAddress.parse("10.9.0." + round[0]++ % 256);
                send(fixture, "w0.received", i -> user.send(PacketBuilder.udp(source, 1 + i,
                        IpAddress.parse(SERVER_IPV4), PORT).payload((byte) i).build()));
            });
            assertTrue(PlaneFixture.eventually(() -> slot.counters().getOrDefault("offloaded", 0L)
                    + slot.counters().getOrDefault("offload_full", 0L) == (long) round[0] * PACKETS),
                    () -> slot.counters().toString());
        }
    }

    @Test
    void shouldAllocateNothingForSamples() throws Throwable {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        try (Rig rig = Rig.create("xdpalloc");
                PlaneFixture fixture = new PlaneFixture(rig.router().name(), Map.of());
                Host user = Host.at(rig.user().name(), USER_IPV4, 0)) {
            fixture.install(List.of(new PacketFilter(Prefix.parse(SERVER_IPV4), 17, PORT, 1)), EVERY_VERDICT);
            check("netserv-xdp-q0", () -> send(user, fixture, "samples.shown"));
        }
    }

    private static byte[] mac(Namespace router, String name) {
        return HexFormat.ofDelimiter(":").parseHex(
                router.exec("cat", "/sys/class/net/" + name + "/address").orThrow().stdout().strip());
    }

    /** Something that is done with packets. */
    private interface Action {
        void run(int number) throws Exception;
    }

    private static void check(String name, Executable round) throws Throwable {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = threadOf(name);
        // Until the compiler is done with the loop, calls into the kernel allocate.
        List<Long> allocated = new ArrayList<>();
        long start = System.nanoTime();
        do {
            long before = threads.getThreadAllocatedBytes(thread);
            round.execute();
            allocated.add(threads.getThreadAllocatedBytes(thread) - before);
        } while (allocated.getLast() > ALLOWANCE_BYTES && System.nanoTime() - start < TO_COMPILE.toNanos());
        assertTrue(allocated.getLast() <= ALLOWANCE_BYTES,
                () -> "bytes for " + PACKETS + " packets, round by round: " + allocated);
    }

    private static long threadOf(String name) {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals(name)).findFirst()
                .orElseThrow().threadId();
    }

    private static void send(Host user, PlaneFixture fixture, String counter) throws Exception {
        send(fixture, counter, i -> user.send(new byte[]{(byte) i, 2, 3, 4}, SERVER_IPV4, PORT));
    }

    /** Sends in bursts, each after the one before has been decided: batches come in many sizes, and none is lost. */
    private static void send(PlaneFixture fixture, String counter, Action packet) throws Exception {
        long done = fixture.count("xdp." + counter);
        for (int i = 0; i < PACKETS; i++) {
            packet.run(i);
            if (i % WINDOW == WINDOW - 1) {
                long expected = done + i + 1;
                assertTrue(PlaneFixture.eventually(() -> fixture.count("xdp." + counter) == expected),
                        () -> fixture.counters().toString());
            }
        }
    }
}
