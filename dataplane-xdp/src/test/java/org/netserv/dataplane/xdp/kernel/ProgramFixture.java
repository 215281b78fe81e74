package org.netserv.dataplane.xdp.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.netserv.ffi.BpfProgram;
import org.netserv.ffi.NetworkInterfaces;
import org.netserv.rig.Namespace;
import org.netserv.rig.Rig;

/**
 * The program in a router, run by the kernel on one frame at a time as if it had come from the user's side. It is not
 * attached, so that nothing else counts.
 */
final class ProgramFixture implements AutoCloseable {
    private static final int OUT_BYTES = 16_384;
    private static final int LIFE_SECONDS = 3600;

    final Rig rig;
    final HostThread router;
    final XdpProgram program;
    final int ingress;
    final int egress;
    final byte[] ingressMac;
    final byte[] egressMac;
    final byte[] userMac;
    final byte[] serverMac;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment out = arena.allocate(OUT_BYTES);
    private final long[] before = new long[Outcome.values().length];

    ProgramFixture(String purpose, boolean forward) {
        rig = Rig.create(purpose);
        router = new HostThread(rig.router());
        program = XdpProgram.load();
        ingress = router.call(() -> NetworkInterfaces.index(Rig.ROUTER_USER_INTERFACE));
        egress = router.call(() -> NetworkInterfaces.index(Rig.ROUTER_SERVER_INTERFACE));
        ingressMac = mac(rig.router(), Rig.ROUTER_USER_INTERFACE);
        egressMac = mac(rig.router(), Rig.ROUTER_SERVER_INTERFACE);
        userMac = mac(rig.user(), Rig.HOST_INTERFACE);
        serverMac = mac(rig.server(), Rig.HOST_INTERFACE);
        for (String address : List.of(Rig.SERVER_IPV4, Rig.SERVER_IPV6)) {
            rig.router().ip("neigh", "replace", address, "lladdr", text(serverMac), "nud", "permanent", "dev",
                    Rig.ROUTER_SERVER_INTERFACE);
        }
        forward(forward);
        router.call(() -> {
            program.interfaces().transmit(egress);
            program.interfaces().transmit(ingress);
            return true;
        });
        // Of a debugger's breakpoint, too.
        program.settings().heartbeatLimit(Duration.ofSeconds(LIFE_SECONDS));
        program.heartbeat().beat();
    }

    /** Whether the program forwards what comes in. */
    void forward(boolean wanted) {
        program.interfaces().receive(ingress, ingressMac, wanted);
    }

    static byte[] mac(Namespace host, String networkInterface) {
        String address = host.exec("cat", "/sys/class/net/" + networkInterface + "/address").orThrow().stdout().strip();
        return HexFormat.ofDelimiter(":").parseHex(address);
    }

    static String text(byte[] mac) {
        return HexFormat.ofDelimiter(":").formatHex(mac);
    }

    /** A frame to the router; 0 for no VLAN tag. */
    byte[] frame(byte[] packet, int vlan) {
        byte[] tags = vlan == 0 ? new byte[0] : new byte[]{(byte) 0x81, 0, (byte) (vlan >> 8), (byte) vlan};
        byte[] frame = new byte[14 + tags.length + packet.length];
        System.arraycopy(ingressMac, 0, frame, 0, 6);
        System.arraycopy(userMac, 0, frame, 6, 6);
        System.arraycopy(tags, 0, frame, 12, tags.length);
        boolean ipv6 = packet.length > 0 && (packet[0] & 0xf0) == 0x60;
        frame[12 + tags.length] = (byte) (ipv6 ? 0x86 : 0x08);
        frame[13 + tags.length] = (byte) (ipv6 ? 0xdd : 0x00);
        System.arraycopy(packet, 0, frame, 14 + tags.length, packet.length);
        return frame;
    }

    byte[] frame(byte[] packet) {
        return frame(packet, 0);
    }

    /** Has the kernel run the program. */
    ProgramRun run(byte[] frame) {
        return router.call(() -> {
            BpfProgram.TestRun run;
            try (Arena scratch = Arena.ofConfined()) {
                MemorySegment in = scratch.allocateFrom(ValueLayout.JAVA_BYTE, frame);
                run = program.program().test(in, ingress, 0, out);
            }
            Map<Outcome, Long> counted = new EnumMap<>(Outcome.class);
            for (Outcome outcome : Outcome.values()) {
                long now = program.counters().packets(outcome);
                if (now != before[outcome.index()]) {
                    counted.put(outcome, now - before[outcome.index()]);
                    before[outcome.index()] = now;
                }
            }
            byte[] bytes = out.asSlice(0, run.bytes()).toArray(ValueLayout.JAVA_BYTE);
            return new ProgramRun(run.action(), Arrays.copyOf(bytes, run.metadataBytes()),
                    Arrays.copyOfRange(bytes, run.metadataBytes(), bytes.length), counted);
        });
    }

    @Override
    public void close() {
        arena.close();
        program.close();
        router.close();
        rig.close();
    }
}
