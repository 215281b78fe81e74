package org.netserv.signaling.engine;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.SplittableRandom;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.api.Transfer;
import org.netserv.signaling.wire.MessageHeader;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.SessionId;

/** Two engines whose datagrams arrive at once: what signaling costs without a network. */
final class Pair {
    private static final IpAddress FIRST = IpAddress.parse("10.0.0.1");
    private static final IpAddress SECOND = IpAddress.parse("10.0.0.2");
    private static final IpAddress LAST = IpAddress.parse("10.0.0.3");

    @SuppressWarnings("ArrayRecordComponent") // nobody writes to it
    private record Datagram(byte[] bytes, boolean toFirst) {}

    final TestNslp asking = new TestNslp();
    final TestNslp answering = new TestNslp();
    private final Queue<Datagram> underWay = new ArrayDeque<>();
    final Engine first = engine(FIRST, asking, false);
    final Engine second = engine(SECOND, answering, true);
    private long nowMillis;
    private int sessions;

    private Engine engine(IpAddress address, TestNslp nslp, boolean toFirst) {
        Settings settings = Settings.of(address).withLimits(10_000_000, 100, 2_000_000);
        Engine engine = new Engine(settings, new Wire(toFirst), new SplittableRandom(toFirst ? 1 : 2), 0);
        engine.add(nslp.on(engine));
        return engine;
    }

    /** Sets up one more session, of a flow of its own. */
    void handshake() {
        int n = sessions++;
        Mri flow = Mri.builder(FIRST, LAST).protocol(17).sourcePort(n & 0xFFFF).destinationPort(n >>> 16).build();
        asking.send(new SessionId(n * 0x9E3779B97F4A7C15L, n), flow, "data", Transfer.UNRELIABLE);
        deliver();
        answering.received.clear();
        asking.news.clear();
        answering.news.clear();
        if ((n & 15) == 0) {
            nowMillis++;
            first.advance(nowMillis);
            second.advance(nowMillis);
        }
    }

    private void deliver() {
        for (Datagram next = underWay.poll(); next != null; next = underWay.poll()) {
            MemorySegment memory = MemorySegment.ofArray(next.bytes);
            Engine to = next.toFirst ? first : second;
            to.datagram(memory, 0, next.bytes.length, next.toFirst ? SECOND : FIRST, Settings.UDP_PORT, 0, 0);
        }
    }

    private final class Wire implements Network {
        private final boolean toFirst;

        Wire(boolean toFirst) {
            this.toFirst = toFirst;
        }

        @Override
        public void send(MemorySegment message, int length, IpAddress to, int port) {
            byte[] bytes = new byte[length + MessageHeader.MAGIC_BYTES];
            MessageHeader.writeMagic(MemorySegment.ofArray(bytes), 0);
            MemorySegment.copy(message, ValueLayout.JAVA_BYTE, 0, bytes, MessageHeader.MAGIC_BYTES, length);
            underWay.add(new Datagram(bytes, toFirst));
        }

        @Override
        public void sendTowards(MemorySegment message, int length, Mri flow) {
            send(message, length, SECOND, Settings.UDP_PORT);
        }

        @Override
        public void forward(MemorySegment message, int length, Mri flow, IpAddress source, int port, int ipTtl) {
            throw new AssertionError("nobody is behind");
        }

        @Override
        public void connect(int association, IpAddress to, int port, boolean secure) {
            throw new AssertionError("nothing here is reliable");
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
}
