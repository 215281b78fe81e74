package org.netserv.ffi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.netserv.ffi.libc.raw.LibcRaw;

class NetfilterQueueIT {
    private static final int QUEUE = 61234;

    @BeforeEach
    void needsRoot() {
        assumeTrue(LibcRaw.geteuid() == 0, "netfilter queues need root");
    }

    @Test
    void shouldFindKernelFeatures() {
        assertInstanceOf(Probe.Supported.class, Probes.netAdmin());
        assertEquals(new Probe.Supported(), Probes.nfqueue());
        assertEquals(new Probe.Supported(), Probes.rawSockets());
    }

    @Test
    void shouldSetUpAndReceiveNothingWithoutRules() {
        try (NetfilterQueue queue = NetfilterQueue.open(QUEUE); Arena arena = Arena.ofConfined()) {
            queue.maxLength(16_384);
            queue.superPackets(false);
            queue.failOpen(true);
            queue.copyPackets(0xffff);
            NativeSocket socket = queue.socket();
            socket.option(Linux.SOL_NETLINK, Linux.NETLINK_NO_ENOBUFS, 1);
            socket.option(Linux.SOL_SOCKET, Linux.SO_RCVBUFFORCE, 1 << 22);
            assertEquals(1 << 23, socket.option(Linux.SOL_SOCKET, Linux.SO_RCVBUF));
            MessageVector vector = new MessageVector(arena, 1, 1);
            vector.buffer(0, arena.allocate(64), 0, 64);
            vector.message(0, 0, 1);
            socket.receiveTimeoutMillis(20);
            assertEquals(-Errno.EAGAIN, socket.receive(vector, 1, Linux.MSG_WAITFORONE));
        }
    }

    @Test
    void shouldRefuseQueueThatIsTaken() {
        try (NetfilterQueue first = NetfilterQueue.open(QUEUE)) {
            NativeException e = assertThrows(NativeException.class, () -> NetfilterQueue.open(QUEUE));
            assertEquals(Errno.EPERM, e.errno(), "queue " + first.number());
        }
        NetfilterQueue.open(QUEUE).close();
    }
}
