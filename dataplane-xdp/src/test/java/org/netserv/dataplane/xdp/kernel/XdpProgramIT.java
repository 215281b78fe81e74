package org.netserv.dataplane.xdp.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.netserv.conformance.PacketBuilder;
import org.netserv.ffi.BpfProgram;
import org.netserv.ffi.NativeSocket;
import org.netserv.node.net.IpAddress;
import org.netserv.node.net.Prefix;
import org.netserv.node.path.PacketFilter;
import org.netserv.rig.Privilege;
import org.netserv.rig.Rig;

/** Every outcome of the program, with the kernel running it on frames. */
class XdpProgramIT {
    private static final IpAddress USER = IpAddress.parse(Rig.USER_IPV4);
    private static final IpAddress SERVER = IpAddress.parse(Rig.SERVER_IPV4);
    private static final IpAddress USER6 = IpAddress.parse(Rig.USER_IPV6);
    private static final IpAddress SERVER6 = IpAddress.parse(Rig.SERVER_IPV6);
    private static final int AF_XDP = 44;
    private static final int SOCK_RAW = 3;
    private static final int SLOTS = 512;
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private ProgramFixture fixture;
    private XdpProgram program;

    @BeforeEach
    void load() {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        fixture = new ProgramFixture("xdpprogram", true);
        program = fixture.program;
    }

    @AfterEach
    void unload() {
        if (fixture != null) {
            fixture.close();
        }
    }

    private static PacketBuilder udp() {
        return PacketBuilder.udp(USER, 1234, SERVER, 5678).payload(new byte[20]);
    }

    private static PacketBuilder udp6() {
        return PacketBuilder.udp(USER6, 1234, SERVER6, 5678).payload(new byte[20]);
    }

    private ProgramRun run(PacketBuilder packet) {
        return fixture.run(fixture.frame(packet.build()));
    }

    private void want(Want want, String prefix) {
        program.filters().replace(List.of(new KernelFilter(
                new PacketFilter(Prefix.parse(prefix), PacketFilter.ANY, PacketFilter.ANY), want)));
    }

    /** Unbound, it says that it has queue 0: enough to be redirected to in a test run, which delivers nothing. */
    private NativeSocket socket() {
        NativeSocket socket = fixture.router.call(() -> NativeSocket.open(AF_XDP, SOCK_RAW, 0));
        program.sockets().put(fixture.ingress, 0, socket.fd());
        return socket;
    }

    private void assertPasses(Outcome expected, byte[] frame) {
        ProgramRun run = fixture.run(frame);
        assertEquals(expected, run.fate());
        assertEquals(BpfProgram.XDP_PASS, run.action());
        assertEquals(0, run.metadata().length);
        assertArrayEquals(frame, run.frame());
    }

    private void assertPasses(Outcome expected, PacketBuilder packet) {
        assertPasses(expected, fixture.frame(packet.build()));
    }

    @Test
    void shouldForwardWhatNobodyWants() {
        byte[] frame = fixture.frame(udp().ttl(7).build());
        ProgramRun run = fixture.run(frame);
        assertEquals(Outcome.FORWARDED, run.fate());
        assertEquals(BpfProgram.XDP_REDIRECT, run.action());
        byte[] expected = fixture.frame(udp().ttl(6).build());
        System.arraycopy(fixture.serverMac, 0, expected, 0, 6);
        System.arraycopy(fixture.egressMac, 0, expected, 6, 6);
        assertArrayEquals(expected, run.frame());
        assertEquals(List.of(new NeighbourMap.Neighbour(fixture.egress, SERVER)),
                program.neighbours().used(Duration.ofSeconds(5).toNanos()));
    }

    @Test
    void shouldForwardIpv6() {
        ProgramRun run = run(udp6().ttl(2));
        assertEquals(Outcome.FORWARDED, run.fate());
        byte[] expected = fixture.frame(udp6().ttl(1).build());
        System.arraycopy(fixture.serverMac, 0, expected, 0, 6);
        System.arraycopy(fixture.egressMac, 0, expected, 6, 6);
        assertArrayEquals(expected, run.frame());
        assertEquals(List.of(new NeighbourMap.Neighbour(fixture.egress, SERVER6)),
                program.neighbours().used(Duration.ofSeconds(5).toNanos()));
    }

    @Test
    void shouldKeepTheHeaderChecksumRightForEveryTimeToLive() {
        // One of them makes the checksum 0 behind us.
        int zero = 0;
        while (checksum(udp().ttl(63).identification(zero).build()) != 0) {
            zero++;
        }
        for (int ttl = 2; ttl < 256; ttl++) {
            for (int identification : new int[]{0, 0x00ff, 0xff00, 0xfffe, 0xffff, zero}) {
                byte[] packet = udp().ttl(ttl).identification(identification).build();
                ProgramRun run = fixture.run(fixture.frame(packet));
                byte[] expected = udp().ttl(ttl - 1).identification(identification).build();
                assertArrayEquals(expected, Arrays.copyOfRange(run.frame(), 14, run.frame().length), "ttl=" + ttl);
            }
        }
    }

    private static int checksum(byte[] packet) {
        return (packet[10] & 0xff) << 8 | (packet[11] & 0xff);
    }

    @Test
    void shouldPassWhatTheStackMustForward() {
        assertPasses(Outcome.TTL, udp().ttl(1));
        assertPasses(Outcome.TTL, udp6().ttl(0));
        assertPasses(Outcome.OPTIONS, udp().options((byte) 0x94, (byte) 4, (byte) 0, (byte) 0));
        assertPasses(Outcome.OPTIONS, udp6().extension(0, (byte) 5, (byte) 2, (byte) 0, (byte) 0));
        assertPasses(Outcome.SCOPE, PacketBuilder.udp(USER, 1, IpAddress.parse("239.1.1.1"), 2));
        assertPasses(Outcome.SCOPE, PacketBuilder.udp(IpAddress.parse("127.0.0.1"), 1, SERVER, 2));
        assertPasses(Outcome.SCOPE, PacketBuilder.udp(USER6, 1, IpAddress.parse("ff05::1"), 2));
        assertPasses(Outcome.SCOPE, PacketBuilder.udp(IpAddress.parse("fe80::1"), 1, SERVER6, 2));
        assertPasses(Outcome.SCOPE, PacketBuilder.udp(IpAddress.parse("::"), 1, SERVER6, 2));
        assertPasses(Outcome.NOT_FORWARDED, PacketBuilder.udp(USER, 1, IpAddress.parse(Rig.ROUTER_USER_IPV4), 2));
        assertPasses(Outcome.NOT_FORWARDED, PacketBuilder.udp(USER, 1, IpAddress.parse("203.0.113.9"), 2));
        assertPasses(Outcome.HAIRPIN, PacketBuilder.udp(USER, 1, neighbour("user0", USER, 77), 2));
        assertPasses(Outcome.NO_NEIGHBOUR, PacketBuilder.udp(USER, 1, sibling(SERVER, 78), 2));
        assertPasses(Outcome.MTU, PacketBuilder.udp(USER, 1, SERVER, 2).payload(new byte[1600]));
        assertPasses(Outcome.VLAN, fixture.frame(udp().build(), 100));
        fixture.router.call(() -> {
            program.interfaces().remove(fixture.egress);
            return true;
        });
        assertPasses(Outcome.NO_TRANSMIT, udp());
        fixture.forward(false);
        assertPasses(Outcome.NOT_WANTED, udp());
    }

    /** An address in the same /24, whose link address the router knows. */
    private IpAddress neighbour(String networkInterface, IpAddress of, int last) {
        IpAddress address = sibling(of, last);
        fixture.rig.router().ip("neigh", "replace", address.toString(), "lladdr", "02:00:00:00:00:4d", "nud",
                "permanent", "dev", networkInterface);
        return address;
    }

    private static IpAddress sibling(IpAddress of, int last) {
        return new IpAddress(of.high(), (of.low() & ~0xffL) | last);
    }

    @Test
    void shouldPassWhatIsNotForIt() {
        byte[] frame = fixture.frame(udp().build());
        byte[] other = frame.clone();
        other[5] ^= 1;
        assertPasses(Outcome.OTHER_HOST, other);
        Arrays.fill(other, 0, 6, (byte) 0xff);
        assertPasses(Outcome.OTHER_HOST, other);
        byte[] arp = frame.clone();
        arp[13] = 6;
        assertPasses(Outcome.NOT_IP, arp);
        assertPasses(Outcome.NOT_IP, Arrays.copyOf(arp, 14));
    }

    @Test
    void shouldPassNestedVlans() {
        byte[] inner = fixture.frame(udp().build(), 100);
        byte[] frame = new byte[inner.length + 4];
        System.arraycopy(inner, 0, frame, 0, 12);
        frame[12] = (byte) 0x88;
        frame[13] = (byte) 0xa8;
        System.arraycopy(inner, 12, frame, 16, inner.length - 12);
        assertPasses(Outcome.VLAN_NESTED, frame);
    }

    @Test
    void shouldPassWhatIsBroken() {
        byte[] frame = fixture.frame(udp().build());
        byte[] checksum = frame.clone();
        checksum[24] ^= 1;
        assertPasses(Outcome.BAD_CHECKSUM, checksum);
        byte[] options = fixture.frame(udp().options(new byte[]{1, 1, 1, 1, 1, 1, 1, 1}).build());
        options[40] ^= 1;
        assertPasses(Outcome.BAD_CHECKSUM, options);
        byte[] fragment = frame.clone();
        fragment[20] = 0x20;
        assertPasses(Outcome.FRAGMENT, fragment);
        byte[] version = frame.clone();
        version[14] = 0x65;
        assertPasses(Outcome.MALFORMED, version);
    }

    @Test
    void shouldPassFramesInSeveralBuffers() {
        assertPasses(Outcome.OVERSIZE, PacketBuilder.udp(USER, 1, SERVER, 2).payload(new byte[8000]));
    }

    @Test
    void shouldPassEverythingWhenTheHeartHasStopped() {
        program.settings().heartbeatLimit(Duration.ofSeconds(1));
        program.heartbeat().beat(System.nanoTime() - Duration.ofSeconds(2).toNanos());
        assertPasses(Outcome.STALE, udp());
        program.heartbeat().beat();
        assertEquals(Outcome.FORWARDED, run(udp()).fate());
        program.heartbeat().stop();
        assertPasses(Outcome.STALE, udp());
    }

    @Test
    void shouldPassOnInterfacesThatAreNotTheNodes() {
        program.interfaces().remove(fixture.ingress);
        assertPasses(Outcome.NO_INTERFACE, udp());
    }

    @Test
    void shouldHandWhatIsWantedToTheQueuesSocket() {
        want(Want.RING, "0.0.0.0/0");
        assertPasses(Outcome.NO_SOCKET, udp());
        long earliest = System.nanoTime();
        try (NativeSocket socket = socket()) {
            byte[] frame = fixture.frame(udp().build());
            ProgramRun run = fixture.run(frame);
            assertTrue(socket.fd() > 0);
            assertEquals(Outcome.TO_RING, run.fate());
            assertEquals(BpfProgram.XDP_REDIRECT, run.action());
            assertArrayEquals(frame, run.frame());
            assertTrue(FrameMetadata.isPresent(run.described(), 0));
            assertEquals(fixture.egress, FrameMetadata.egress(run.described(), 0));
            assertEquals(0, FrameMetadata.fib(run.described(), 0));
            assertEquals(0, FrameMetadata.flags(run.described(), 0));
            assertEquals(14, FrameMetadata.l3Offset(run.described(), 0));
            long arrived = FrameMetadata.arrivedNanos(run.described(), 0);
            assertTrue(arrived >= earliest && arrived <= System.nanoTime(), "arrived=" + arrived);
            byte[] addresses = new byte[12];
            System.arraycopy(fixture.serverMac, 0, addresses, 0, 6);
            System.arraycopy(fixture.egressMac, 0, addresses, 6, 6);
            int at = (int) FrameMetadata.addressesOffset(0);
            assertArrayEquals(addresses, Arrays.copyOfRange(run.metadata(), at, at + 12));
        }
        assertPasses(Outcome.NO_SOCKET, udp());
    }

    @Test
    void shouldSayWhenTheStackMustSendAWantedPacket() {
        want(Want.RING, "0.0.0.0/0");
        try (NativeSocket socket = socket()) {
            assertTrue(socket.fd() > 0);
            ProgramRun last = run(udp().ttl(1));
            assertEquals(Outcome.TO_RING, last.fate());
            assertEquals(0, FrameMetadata.egress(last.described(), 0));
            assertEquals(FrameMetadata.FIB_NOT_ASKED, FrameMetadata.fib(last.described(), 0));
            ProgramRun local = run(PacketBuilder.udp(USER, 1, IpAddress.parse(Rig.ROUTER_USER_IPV4), 2));
            assertEquals(0, FrameMetadata.egress(local.described(), 0));
            assertEquals(4, FrameMetadata.fib(local.described(), 0), "BPF_FIB_LKUP_RET_NOT_FWDED");
            ProgramRun tagged = fixture.run(fixture.frame(udp().build(), 7));
            assertEquals(0, FrameMetadata.egress(tagged.described(), 0));
            assertEquals(FrameMetadata.VLAN, FrameMetadata.flags(tagged.described(), 0));
            assertEquals(18, FrameMetadata.l3Offset(tagged.described(), 0));
        }
    }

    @Test
    void shouldMarkIpv6AndQuarantine() {
        want(Want.QUARANTINE, "::/0");
        try (NativeSocket socket = socket()) {
            assertTrue(socket.fd() > 0);
            ProgramRun run = run(udp6());
            assertEquals(FrameMetadata.IPV6 | FrameMetadata.QUARANTINE,
                    FrameMetadata.flags(run.described(), 0));
            assertEquals(fixture.egress, FrameMetadata.egress(run.described(), 0));
            assertEquals(Outcome.FORWARDED, run(udp()).fate());
        }
    }

    @Test
    void shouldPassWantedFramesThatNoChunkHolds() {
        want(Want.RING, "0.0.0.0/0");
        program.settings().ringBytes(100);
        try (NativeSocket socket = socket()) {
            assertTrue(socket.fd() > 0);
            assertEquals(Outcome.TO_RING, run(udp().payload(new byte[100 - 42])).fate());
            assertPasses(Outcome.OVERSIZE, udp().payload(new byte[100 - 41]));
        }
    }

    @Test
    void shouldTreatSignalingOnItsOwn() {
        PacketBuilder packet = PacketBuilder.udp(USER, 270, SERVER, 270);
        want(Want.RING, "0.0.0.0/0");
        assertPasses(Outcome.SIGNALING, packet);
        program.settings().signalingToRing(true);
        try (NativeSocket socket = socket()) {
            assertTrue(socket.fd() > 0);
            ProgramRun run = run(packet);
            assertEquals(Outcome.TO_RING, run.fate());
            assertEquals(FrameMetadata.SIGNALING, FrameMetadata.flags(run.described(), 0));
        }
    }

    @Test
    void shouldDropAndAcceptFlowsThatAModuleHasDecidedOn() {
        want(Want.RING, "0.0.0.0/0");
        FlowTable flows = program.flows();
        int owner = flows.newOwner();
        int other = flows.newOwner();
        FlowWriter writer = flows.writer();
        writer.addresses(0, USER.low(), 0, SERVER.low()).transport(17, 1234, 5678).offload(owner, true, MINUTE);
        ProgramRun dropped = run(udp());
        assertEquals(Outcome.FLOW_DROPPED, dropped.fate());
        assertEquals(BpfProgram.XDP_DROP, dropped.action());
        // Not this flow.
        assertPasses(Outcome.NO_SOCKET, PacketBuilder.udp(USER, 1235, SERVER, 5678));
        writer.transport(17, 1235, 5678).offload(other, false, MINUTE);
        ProgramRun accepted = run(PacketBuilder.udp(USER, 1235, SERVER, 5678));
        assertEquals(Map.of(Outcome.FLOW_ACCEPTED, 1L, Outcome.FORWARDED, 1L), accepted.counted());
        fixture.forward(false);
        assertEquals(Outcome.NOT_WANTED, run(PacketBuilder.udp(USER, 1235, SERVER, 5678)).fate());
        assertEquals(new FlowTable.Counts(new Count(0, 0), new Count(1, 48)), flows.counts(owner));
        assertEquals(new FlowTable.Counts(new Count(2, 56), new Count(0, 0)), flows.counts(other));
        assertEquals(2, flows.size());
        flows.revoke(owner);
        assertPasses(Outcome.NO_SOCKET, udp());
        int[] live = new int[FlowTable.MAX_OWNERS];
        flows.sweep(live, () -> {});
        assertEquals(1, flows.size());
        assertEquals(0, live[owner]);
        assertEquals(1, live[other]);
        flows.removeOwner(other);
        flows.sweep(live, () -> {});
        assertEquals(0, flows.size());
        assertPasses(Outcome.NO_SOCKET, PacketBuilder.udp(USER, 1235, SERVER, 5678));
        assertThrows(IllegalArgumentException.class, () -> flows.counts(other));
    }

    @Test
    void shouldOffloadIpv6AndOtherProtocols() {
        want(Want.RING, "::/0");
        int owner = program.flows().newOwner();
        program.flows().writer().addresses(USER6.high(), USER6.low(), SERVER6.high(), SERVER6.low())
                .transport(58, 0, 0).offload(owner, true, MINUTE);
        assertEquals(Outcome.FLOW_DROPPED, run(PacketBuilder.echo(USER6, SERVER6, 3)).fate());
        assertEquals(Outcome.NO_SOCKET, run(udp6()).fate());
    }

    @Test
    void shouldGiveIdleFlowsBackToTheModule() {
        want(Want.RING, "0.0.0.0/0");
        int owner = program.flows().newOwner();
        // The clock that idle flows are judged by goes on in ticks of up to 10 ms.
        program.flows().writer().addresses(0, USER.low(), 0, SERVER.low()).transport(17, 1234, 5678)
                .offload(owner, true, -Duration.ofSeconds(1).toNanos());
        assertEquals(Map.of(Outcome.FLOW_EXPIRED, 1L, Outcome.NO_SOCKET, 1L), run(udp()).counted());
        assertEquals(0, program.flows().size());
    }

    @Test
    void shouldCopySamplesWhilePacketsGoOn() {
        program.filters().replace(List.of(new KernelFilter(
                new PacketFilter(Prefix.parse("0.0.0.0/0"), 17, 5678), Want.sample(1))));
        byte[] frame = fixture.frame(udp().build());
        ProgramRun run = fixture.run(frame);
        assertEquals(Map.of(Outcome.SAMPLED, 1L, Outcome.FORWARDED, 1L), run.counted());
        SampleRing samples = program.samples();
        assertTrue(samples.next());
        assertEquals(frame.length, samples.frameBytes());
        assertEquals(frame.length, samples.capturedBytes());
        assertEquals(1, samples.every());
        assertEquals(fixture.ingress, samples.ingress());
        assertArrayEquals(frame, samples.memory().asSlice(samples.frameOffset(), frame.length)
                .toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
        assertEquals(FrameMetadata.SAMPLE, FrameMetadata.flags(samples.memory(), samples.metadataOffset()));
        samples.release();
        assertFalse(samples.next());
        int taken = 0;
        int lost = 0;
        for (int i = 0; i < 1000; i++) {
            Map<Outcome, Long> counted = run(udp()).counted();
            taken += counted.containsKey(Outcome.SAMPLED) ? 1 : 0;
            lost += counted.containsKey(Outcome.SAMPLE_LOST) ? 1 : 0;
            assertEquals(1, counted.get(Outcome.FORWARDED));
        }
        assertEquals(1000, taken + lost);
        assertTrue(taken > 500 && lost > 0, "taken=" + taken + " lost=" + lost);
        for (int i = 0; i < taken; i++) {
            assertTrue(samples.next());
            samples.release();
        }
        assertFalse(samples.next());
        assertEquals(Outcome.SAMPLED, run(udp()).counted().keySet().stream().filter(o -> !o.isFate()).findFirst()
                .orElseThrow());
    }

    @Test
    void shouldFindInterfacesWhoseIndicesAreAlike() {
        InterfaceMap interfaces = program.interfaces();
        interfaces.remove(fixture.ingress);
        interfaces.remove(fixture.egress);
        for (int i = 1; i < 8; i++) {
            interfaces.receive(fixture.ingress + SLOTS * i, fixture.serverMac, false);
        }
        assertPasses(Outcome.NO_INTERFACE, udp());
        interfaces.receive(fixture.ingress, fixture.ingressMac, false);
        assertPasses(Outcome.NOT_WANTED, udp());
        int ninth = fixture.ingress + SLOTS * 8;
        assertThrows(IllegalStateException.class, () -> interfaces.receive(ninth, fixture.serverMac, false));
        interfaces.remove(fixture.ingress + SLOTS);
        assertPasses(Outcome.NOT_WANTED, udp());
        interfaces.receive(ninth, fixture.serverMac, false);
        interfaces.remove(fixture.ingress);
        assertPasses(Outcome.NO_INTERFACE, udp());
    }

    @Test
    void shouldRefuseMisuse() {
        assertThrows(IllegalArgumentException.class, () -> Want.sample(0));
        assertThrows(IllegalArgumentException.class, () -> program.settings().heartbeatLimit(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> program.interfaces().receive(1, new byte[5], true));
        try (NativeSocket socket = socket()) {
            assertThrows(IllegalStateException.class,
                    () -> program.sockets().put(fixture.ingress, 0, socket.fd()));
        }
    }
}
