package org.netserv.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.netserv.dataplane.nfqueue.VerdictMessages;
import org.netserv.ffi.Linux;
import org.netserv.ffi.NativeSocket;
import org.netserv.ffi.SocketAddresses;
import org.netserv.node.packet.PacketBatch;

class VerdictBenchmarkTest {
    private static VerdictBenchmark of(String verdicts) {
        VerdictBenchmark benchmark = new VerdictBenchmark();
        benchmark.verdicts = verdicts;
        benchmark.prepare();
        return benchmark;
    }

    /** A datagram socket in place of the kernel's end of the queue. */
    private static byte[] sent(PacketBatch batch) throws Exception {
        try (DatagramSocket kernel = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                NativeSocket plane = NativeSocket.open(Linux.AF_INET, Linux.SOCK_DGRAM, 0)) {
            kernel.setSoTimeout(5000);
            MemorySegment address = NativeMemory.allocate(SocketAddresses.IPV4_BYTES);
            SocketAddresses.ipv4(address, 0, 0x7f000001, kernel.getLocalPort());
            plane.connect(address);
            new VerdictMessages(NativeMemory.ARENA, plane, VerdictBenchmark.QUEUE).send(batch,
                    VerdictBenchmark.FIRST_ID);
            DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
            kernel.receive(packet);
            return Arrays.copyOf(packet.getData(), packet.getLength());
        }
    }

    @Test
    void shouldWriteTheMessagesThatTheVerdictsCallFor() throws Exception {
        for (String verdicts : List.of("accept", "mixed", "changed")) {
            VerdictBenchmark benchmark = of(verdicts);
            for (ExpectedVerdicts expected : benchmark.expected) {
                assertArrayEquals(expected.bytes(), sent(benchmark.batches.next()), verdicts);
            }
            benchmark.close();
        }
    }

    @Test
    void shouldWriteAsManyBuffersAsTheParameterCallsFor() {
        VerdictBenchmark accept = of("accept");
        assertEquals(1, accept.writer());
        assertEquals(32, accept.expected[0].headers().byteSize());
        assertEquals(0, accept.reference());
        accept.close();
        VerdictBenchmark changed = of("changed");
        assertEquals(128, changed.writer());
        assertEquals(64, changed.reference());
        changed.close();
        VerdictBenchmark mixed = of("mixed");
        for (ExpectedVerdicts expected : mixed.expected) {
            assertEquals(expected.buffers(), mixed.writer());
            assertTrue(expected.buffers() > 2 && expected.buffers() < 64, "buffers " + expected.buffers());
        }
        mixed.close();
    }

    @Test
    void shouldPairEachBatchWithItsMessagesInTheReference() {
        VerdictBenchmark benchmark = of("mixed");
        for (ExpectedVerdicts expected : benchmark.expected) {
            int headers = (int) expected.headers().byteSize();
            int messages = benchmark.reference();
            assertTrue(messages > 0 && headers <= 36 * 2 * messages + 32, messages + " " + headers);
        }
        benchmark.close();
    }
}
