package org.netserv.dataplane.xdp.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.netserv.conformance.PacketBuilder;
import org.netserv.node.net.IpAddress;
import org.netserv.node.net.Prefix;
import org.netserv.node.path.PacketFilter;
import org.netserv.rig.Privilege;

/** Filters that change while packets come. */
class FilterSwapIT {
    private static final IpAddress TO = IpAddress.parse("10.1.2.3");
    private static final int SWAPS = 60;

    private ProgramFixture fixture;

    @BeforeEach
    void load() {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        fixture = new ProgramFixture("xdpswap", false);
    }

    @AfterEach
    void unload() {
        if (fixture != null) {
            fixture.close();
        }
    }

    private static KernelFilter udp(String prefix, int port) {
        return new KernelFilter(new PacketFilter(Prefix.parse(prefix), 17, port), Want.RING);
    }

    /** The packet is wanted by each generation, by other prefixes and rules: one that met a mixture would not be. */
    @Test
    void shouldShowPacketsOldFiltersOrNewOnesAndNoMixture() throws InterruptedException {
        List<KernelFilter> even = List.of(udp("10.0.0.0/8", 5060), udp("10.1.2.0/24", 9));
        List<KernelFilter> odd = List.of(udp("10.1.0.0/16", 9), udp("10.1.2.3/32", 5060), udp("10.9.0.0/16", 1));
        fixture.program.filters().replace(even);
        byte[] frame = fixture.frame(PacketBuilder.udp(TO, 1, TO, 5060).build());
        AtomicBoolean stop = new AtomicBoolean();
        Thread packets = Thread.ofPlatform().start(() -> fixture.router.call(() -> {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment in = arena.allocateFrom(ValueLayout.JAVA_BYTE, frame);
                MemorySegment out = arena.allocate(1024);
                while (!stop.get()) {
                    fixture.program.program().test(in, fixture.ingress, 0, out);
                }
            }
            return true;
        }));
        for (int i = 0; i < SWAPS; i++) {
            fixture.program.filters().replace(i % 2 == 0 ? odd : even);
        }
        stop.set(true);
        packets.join();
        OutcomeCounters counters = fixture.program.counters();
        assertTrue(counters.frames() > SWAPS, "frames=" + counters.frames());
        assertEquals(counters.frames(), counters.packets(Outcome.NO_SOCKET));
    }

    @Test
    void shouldKeepTheOldFiltersWhenThereIsNoRoomForNewOnes() {
        fixture.program.filters().replace(List.of(udp("10.0.0.0/8", 5060)));
        List<KernelFilter> tooMany = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            for (int port = 0; port < 65_535; port++) {
                tooMany.add(udp("10." + i + ".0.0/16", port));
            }
            // Otherwise they would share a table.
            tooMany.add(
                    new KernelFilter(new PacketFilter(Prefix.parse("10." + i + ".0.0/16"), 100 + i, PacketFilter.ANY),
                            Want.RING));
        }
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class,
                () -> fixture.program.filters().replace(tooMany));
        assertTrue(String.valueOf(refused.getMessage()).contains("has room for 262144"), refused.getMessage());
        assertEquals(1, fixture.program.filters().prefixes());
        byte[] frame = fixture.frame(PacketBuilder.udp(TO, 1, TO, 5060).build());
        assertEquals(Outcome.NO_SOCKET, fixture.run(frame).fate());
        fixture.program.filters().replace(List.of());
        assertEquals(Outcome.NOT_WANTED, fixture.run(frame).fate());
    }
}
