package org.netserv.signaling.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.wire.MessageHeader;
import org.netserv.signaling.wire.MessageType;
import org.netserv.signaling.wire.MessageWriter;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.NetworkInfo;
import org.netserv.signaling.wire.Octets;
import org.netserv.signaling.wire.StackConfig;
import org.netserv.signaling.wire.StackProposal;

/** What a session costs in memory: both ends of it are in this heap. And what somebody costs who only asks. */
class FootprintTest {
    private static final int SESSIONS = 100_000;
    private static final int MOST_BYTES = 1_536;
    private static final int MOST_BYTES_OF_A_FLOOD = 1 << 20;

    @Test
    void shouldHoldSessionsInAKilobyteAndAHalfEach() throws InterruptedException {
        Pair pair = new Pair();
        pair.handshake();
        long before = usedBytes();
        for (int i = 0; i < SESSIONS; i++) {
            pair.handshake();
        }
        long each = (usedBytes() - before) / SESSIONS;
        assertEquals(SESSIONS + 1, pair.first.states());
        assertEquals(SESSIONS + 1, pair.second.states());
        System.out.println("bytes of heap for both ends of a session: " + each);
        assertTrue(each > 100, "measured nothing: " + each);
        assertTrue(each / 2 <= MOST_BYTES, "bytes for both ends: " + each);
    }

    @Test
    void shouldHoldNothingOfQueriesFromAHundredThousandSources() throws InterruptedException {
        Settings settings = Settings.of(IpAddress.parse("10.0.0.2")).withPorts(270, 30_000, 30_001);
        Engine engine = new Engine(settings, new Nowhere(), new SplittableRandom(1), 0);
        engine.add(new TestNslp());
        byte[] datagram = new byte[Settings.SMALLEST_DATAGRAM];
        MemorySegment memory = MemorySegment.ofArray(datagram);
        MessageHeader.writeMagic(memory, 0);
        flood(engine, memory, 0, 1_000);
        long before = usedBytes();
        flood(engine, memory, 1_000, SESSIONS);
        long more = usedBytes() - before;
        assertEquals(SESSIONS, engine.counters().get(Count.RECEIVED_QUERIES));
        assertEquals(0, engine.counters().get(Count.DROPPED_RATE));
        assertEquals(SESSIONS, engine.counters().get(Count.SENT_RESPONSES));
        assertEquals(0, engine.states() + engine.associations());
        System.out.println("bytes of heap after Queries from " + SESSIONS + " sources: " + more);
        assertTrue(more < MOST_BYTES_OF_A_FLOOD, "bytes: " + more);
    }

    /** Each from a node, a flow and a session of its own. */
    private static void flood(Engine engine, MemorySegment memory, int from, int to) {
        MessageWriter writer = new MessageWriter();
        IpAddress last = IpAddress.parse("10.0.0.3");
        for (int i = from; i < to; i++) {
            IpAddress source = IpAddress.ofIpv4(0xC0000000 + i);
            int length = writer
                    .begin(memory, MessageHeader.MAGIC_BYTES, MessageType.QUERY, true, 32, TestNslp.ID,
                            MessageHeader.S | MessageHeader.R)
                    .mri(Mri.of(source, last), false).sessionId(i, ~i)
                    .networkInfo(new NetworkInfo(Octets.of(new byte[]{1, 2, (byte) (i >>> 8), (byte) i}), 0, 30_000,
                            source))
                    .queryCookie(i).stackProposal(new StackProposal(List.of(StackProposal.TCP_PROFILE)))
                    .stackConfig(new StackConfig(30_000, List.of(StackConfig.Option.empty(1, 1)))).end();
            engine.datagram(memory, 0, MessageHeader.MAGIC_BYTES + length, source, 1_024 + (i & 0xFF), 60, 1);
            engine.advance(i);
        }
    }

    /** A network that loses everything. */
    private static final class Nowhere implements Network {
        @Override
        public void send(MemorySegment message, int length, IpAddress to, int port) {
            // lost
        }

        @Override
        public void sendTowards(MemorySegment message, int length, Mri flow) {
            // lost
        }

        @Override
        public void forward(MemorySegment message, int length, Mri flow, IpAddress source, int port, int ipTtl) {
            // lost
        }

        @Override
        public void connect(int association, IpAddress to, int port, boolean secure) {
            throw new AssertionError("for a Query alone");
        }

        @Override
        public boolean write(int association, MemorySegment message, int length) {
            return false;
        }

        @Override
        public void close(int association) {
            // there is none
        }
    }

    private static long usedBytes() throws InterruptedException {
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(50);
            used = Math.min(used, Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return used;
    }
}
