package org.netserv.ffi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.ValueLayout;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.netserv.ffi.libc.raw.LibcRaw;

/** On loopback, where a packet goes out and comes in. */
class PacketCaptureIT {
    private static final int HEADERS = 28;
    private static final int UDP_PORT_PLACE = 22;
    private static final int MANY = 100_000;

    @BeforeEach
    void needsRoot() {
        assumeTrue(LibcRaw.geteuid() == 0, "packet sockets need root");
    }

    private static SocketFilter toPort(int port) {
        return SocketFilter.builder().add(SocketFilter.BPF_LD | SocketFilter.BPF_H | SocketFilter.BPF_ABS,
                UDP_PORT_PLACE).jumpUnlessEqual(port, "leave").add(SocketFilter.BPF_RET, 65_536).label("leave")
                .add(SocketFilter.BPF_RET, 0).build();
    }

    private static DatagramSocket receiver() throws Exception {
        return new DatagramSocket(new InetSocketAddress(InetAddress.getByAddress(new byte[]{127, 0, 0, 1}), 0));
    }

    private static void send(DatagramSocket from, DatagramSocket to, int bytes) throws Exception {
        from.send(new DatagramPacket(new byte[bytes], bytes, to.getLocalSocketAddress()));
    }

    /** Lengths of the packets that came, each once. */
    private static List<Integer> lengths(PacketCapture capture) {
        List<Integer> lengths = new ArrayList<>();
        for (int received = capture.receive(200); received > 0; received = capture.receive(200)) {
            for (int i = 0; i < received; i++) {
                if (!capture.isSecondSight(i)) {
                    assertEquals(0x45, capture.memory().get(ValueLayout.JAVA_BYTE, capture.offset(i)));
                    assertEquals("lo", NetworkInterfaces.name(capture.interfaceIndex(i)));
                    assertTrue(Math.abs(capture.epochNanos(i) / 1_000_000 - System.currentTimeMillis()) < 10_000);
                    lengths.add(capture.length(i));
                }
            }
        }
        return lengths;
    }

    @Test
    void shouldSeeWhatItsFilterSelectsOnce() throws Exception {
        try (DatagramSocket wanted = receiver();
                DatagramSocket other = receiver();
                PacketCapture capture = PacketCapture.open(toPort(wanted.getLocalPort()))) {
            send(other, wanted, 1);
            send(wanted, other, 2);
            send(other, wanted, 60_000);
            assertEquals(List.of(HEADERS + 1, HEADERS + 60_000), lengths(capture));
            capture.filter(toPort(other.getLocalPort()));
            send(other, wanted, 3);
            send(wanted, other, 4);
            assertEquals(List.of(HEADERS + 4), lengths(capture));
            assertEquals(0, capture.drops());
        }
    }

    @Test
    void shouldCountWhatFindsNoRoom() throws Exception {
        try (DatagramSocket wanted = receiver();
                DatagramSocket other = receiver();
                PacketCapture capture = PacketCapture.open(toPort(wanted.getLocalPort()))) {
            int sent = 0;
            while (capture.drops() == 0 && sent < MANY) {
                send(other, wanted, 10_000);
                sent++;
            }
            long drops = capture.drops();
            assertTrue(drops > 0, "none of " + sent);
            assertTrue(lengths(capture).size() > 100);
            assertEquals(drops, capture.drops(), "what was counted before is not lost");
        }
    }
}
