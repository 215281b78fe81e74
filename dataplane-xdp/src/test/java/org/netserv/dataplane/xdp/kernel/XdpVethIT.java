package org.netserv.dataplane.xdp.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netserv.ffi.NetworkInterfaces;
import org.netserv.ffi.XdpAttachment;
import org.netserv.ffi.XdpFeatures;
import org.netserv.ffi.XdpMode;
import org.netserv.node.net.Prefix;
import org.netserv.node.path.PacketFilter;
import org.netserv.rig.Namespace;
import org.netserv.rig.Privilege;
import org.netserv.rig.Rig;
import org.netserv.rig.Running;
import org.netserv.rig.UdpSender;
import org.netserv.rig.UdpSink;

/** The program on a router of veths, with packets that really arrive. */
class XdpVethIT {
    private static final int PORT = 5060;
    private static final int PACKETS = 200;
    private static final int RATE = 2000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @BeforeEach
    void needsRoot() {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
    }

    /** Sends datagrams to the server, all of which must arrive. */
    private static void exchange(Rig rig, boolean ipv4) {
        String from = ipv4 ? Rig.USER_IPV4 : Rig.USER_IPV6;
        String to = ipv4 ? Rig.SERVER_IPV4 : Rig.SERVER_IPV6;
        try (UdpSink sink = UdpSink.start(rig.server(), to, PORT)) {
            UdpSender.to(from, to, PORT).withCount(PACKETS, RATE).send(rig.user());
            sink.awaitPackets(PACKETS, PATIENCE);
        }
    }

    private static void eventually(BooleanSupplier condition, String what) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, what);
            LockSupport.parkNanos(20_000_000);
        }
    }

    @ParameterizedTest
    @EnumSource(XdpMode.class)
    void shouldForwardWhatNobodyWants(XdpMode mode) {
        try (VethFixture fixture = new VethFixture("xdpveth", mode, true)) {
            for (boolean ipv4 : new boolean[]{true, false}) {
                long before = fixture.program.counters().packets(Outcome.FORWARDED);
                exchange(fixture.rig, ipv4);
                long forwarded = fixture.program.counters().packets(Outcome.FORWARDED) - before;
                // The first ones may go by the stack, until it knows the neighbour.
                assertTrue(forwarded > PACKETS / 2, "forwarded=" + forwarded);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(XdpMode.class)
    void shouldPassWhatNobodyWantsToTheStack(XdpMode mode) {
        try (VethFixture fixture = new VethFixture("xdpveth", mode, false)) {
            exchange(fixture.rig, true);
            assertTrue(fixture.program.counters().packets(Outcome.NOT_WANTED) >= PACKETS);
            assertEquals(0, fixture.program.counters().packets(Outcome.FORWARDED));
        }
    }

    @Test
    void shouldLoseNothingToModulesWithoutSockets() {
        try (VethFixture fixture = new VethFixture("xdpveth", XdpMode.NATIVE, true)) {
            fixture.program.filters().replace(List.of(new KernelFilter(
                    new PacketFilter(Prefix.ALL_IPV4, PacketFilter.ANY, PacketFilter.ANY), Want.RING)));
            exchange(fixture.rig, true);
            assertTrue(fixture.program.counters().packets(Outcome.NO_SOCKET) >= PACKETS);
        }
    }

    @Test
    void shouldForwardByTheStackWhenTheNodeHangs() throws InterruptedException {
        try (VethFixture fixture = new VethFixture("xdpveth", XdpMode.NATIVE, true)) {
            exchange(fixture.rig, true);
            fixture.hang();
            Thread.sleep(KernelSettings.DEFAULT_HEARTBEAT_LIMIT.plusMillis(100));
            exchange(fixture.rig, true);
            assertTrue(fixture.program.counters().packets(Outcome.STALE) >= PACKETS);
        }
    }

    @Test
    void shouldDropAFlowThatAModuleHasDecidedOn() {
        try (VethFixture fixture = new VethFixture("xdpveth", XdpMode.NATIVE, true)) {
            fixture.program.filters().replace(List.of(new KernelFilter(
                    new PacketFilter(Prefix.parse(Rig.SERVER_IPV4), 17, PORT), Want.RING)));
            int owner = fixture.program.flows().newOwner();
            fixture.program.flows().writer()
                    .addresses(0, Prefix.parse(Rig.USER_IPV4).low(), 0, Prefix.parse(Rig.SERVER_IPV4).low())
                    .transport(17, 4000, PORT).offload(owner, true, PATIENCE.toNanos());
            UdpSender.to(Rig.USER_IPV4, Rig.SERVER_IPV4, PORT).withLocalPort(4000).withCount(PACKETS, RATE)
                    .send(fixture.rig.user());
            eventually(() -> fixture.program.flows().counts(owner).dropped().packets() == PACKETS, "not dropped");
            exchange(fixture.rig, true);
        }
    }

    @Test
    void shouldNameTheProgramThatAnInterfaceHasAlready() {
        try (VethFixture fixture = new VethFixture("xdpveth", XdpMode.NATIVE, true);
                XdpProgram second = XdpProgram.load()) {
            for (XdpMode mode : XdpMode.values()) {
                InterfaceTakenException taken = fixture.router.call(() -> assertThrows(InterfaceTakenException.class,
                        () -> second.attach(NetworkInterfaces.index(Rig.ROUTER_USER_INTERFACE), mode)));
                String message = String.valueOf(taken.getMessage());
                assertTrue(message.contains("interface user0 has an XDP program already, netserv (id "), message);
            }
        }
    }

    @Test
    void shouldKeepNeighboursFreshThatFramesAreSentTo() {
        try (VethFixture fixture = new VethFixture("xdpveth", XdpMode.NATIVE, true)) {
            Namespace router = fixture.rig.router();
            router.sysctl(1, "ipv4/neigh/server0/delay_first_probe_time", "ipv6/neigh/server0/delay_first_probe_time");
            try (NeighbourRefresher refresher = fixture.router.call(NeighbourRefresher::open)) {
                for (boolean ipv4 : new boolean[]{true, false}) {
                    String address = ipv4 ? Rig.SERVER_IPV4 : Rig.SERVER_IPV6;
                    exchange(fixture.rig, ipv4);
                    router.ip("neigh", "change", address, "dev", "server0", "nud", "stale");
                    exchange(fixture.rig, ipv4);
                    assertTrue(state(router, address).contains("STALE"), "XDP refreshes neighbours of itself?");
                    assertEquals(1, refresher.refresh(fixture.program.neighbours(), Duration.ofMinutes(1).toNanos()));
                    eventually(() -> state(router, address).contains("REACHABLE"), "was not asked");
                    String mac = ProgramFixture.text(ProgramFixture.mac(fixture.rig.server(), Rig.HOST_INTERFACE));
                    router.ip("neigh", "replace", address, "lladdr", mac, "dev", "server0", "nud", "permanent");
                    assertEquals(0, refresher.refresh(fixture.program.neighbours(), Duration.ofMinutes(1).toNanos()));
                    assertTrue(state(router, address).contains("PERMANENT"), state(router, address));
                }
            }
        }
    }

    @Test
    void shouldTellWhichInterfacesTakeFramesFromXdp() {
        try (Rig rig = Rig.create("xdpfeatures"); HostThread router = new HostThread(rig.router())) {
            int index = router.call(() -> NetworkInterfaces.index(Rig.ROUTER_SERVER_INTERFACE));
            XdpFeatures before = router.call(() -> XdpFeatures.of(index).orElseThrow());
            assertTrue(before.isNative());
            assertFalse(before.canTransmit(), "the peer does no NAPI");
            rig.server().exec("ethtool", "-K", Rig.HOST_INTERFACE, "gro", "on").orThrow();
            assertTrue(router.call(() -> XdpFeatures.of(index).orElseThrow()).canTransmit());
            assertFalse(router.call(() -> XdpFeatures.of(1).orElseThrow()).isNative(), "loopback");
            assertEquals(Optional.empty(), router.call(() -> XdpFeatures.of(index + 1000)));
        }
    }

    private static String state(Namespace host, String address) {
        return host.exec("ip", "neigh", "show", address).orThrow().stdout();
    }

    @Test
    void shouldLeaveNothingBehindWhenItsProcessIsKilled() {
        try (Rig rig = Rig.create("xdpkill"); HostThread router = new HostThread(rig.router())) {
            int index = router.call(() -> NetworkInterfaces.index(Rig.ROUTER_USER_INTERFACE));
            try (Running child = ChildProgram.start(rig.router())) {
                child.awaitLine("ready", PATIENCE);
                XdpAttachment attached = router.call(() -> XdpAttachment.of(index).orElseThrow());
                assertEquals("netserv", attached.name());
                exchange(rig, true);
                child.kill();
                child.awaitExit(PATIENCE);
                // The kernel frees it behind the process's end.
                eventually(() -> router.call(() -> XdpAttachment.of(index).isEmpty()), "the program stayed");
                eventually(() -> !rig.router().ip("link", "show").stdout().contains("prog/xdp"), "a program stayed");
                exchange(rig, true);
            }
        }
    }
}
