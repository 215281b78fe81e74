package org.netserv.perf.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.netserv.rig.RigException;

class KernelLossTest {
    @Test
    void shouldFindWhatFoundASocketFull() {
        assertEquals(17, KernelLoss.socketFull(List.of("Tcp: RcvbufErrors", "Tcp: 3",
                "Udp: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors", "Udp: 100 1 2 90 17 0",
                "UdpLite: InDatagrams RcvbufErrors", "UdpLite: 0 5")));
    }

    @Test
    void shouldSayWhenTheKernelDoesNotTell() {
        assertThrows(RigException.class, () -> KernelLoss.socketFull(List.of()));
        assertThrows(RigException.class, () -> KernelLoss.socketFull(List.of("Udp: InDatagrams", "Udp: 1")));
        assertThrows(RigException.class, () -> KernelLoss.socketFull(List.of("Udp: RcvbufErrors")));
    }

    @Test
    void shouldFindWhatAnInterfaceCouldNotSend() {
        List<String> lines = List.of("Inter-|   Receive                |  Transmit",
                " face |bytes    packets errs drop fifo frame compressed multicast|bytes packets errs drop fifo",
                "    lo: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16", "  eth0: 1 2 3 4 5 6 7 8 9 10 11 42 13 14 15 16");
        assertEquals(42, KernelLoss.sentDropped(lines, "eth0"));
        assertEquals(0, KernelLoss.sentDropped(lines, "eth1"));
    }
}
