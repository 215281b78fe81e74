package org.netserv.apps.netmonitor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.netserv.api.PacketProcessor;
import org.netserv.api.Verdict;
import org.netserv.node.packet.PacketBatch;
import org.netserv.node.packet.PacketParser;
import org.netserv.node.packet.PacketView;

/** Feeds UDP packets to a processor through the node's parser and view, one packet thread each; allocates nothing. */
final class PacketFeed {

    static final int IPV4_LENGTH = 28;
    static final int IPV6_LENGTH = 48;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final PacketProcessor processor;
    private final MemorySegment memory = Arena.ofAuto().allocate(64);
    private final PacketBatch batch = new PacketBatch(memory);
    private final PacketView view;

    PacketFeed(PacketProcessor processor) {
        this(processor, 0);
    }

    PacketFeed(PacketProcessor processor, int worker) {
        this.processor = processor;
        view = new PacketView(Arena.ofAuto().allocate(64), worker);
    }

    void ipv4(int source, int destination, int ttl) {
        memory.set(INT, 0, 0x4500_0000 | IPV4_LENGTH);
        memory.set(INT, 4, 0);
        memory.set(INT, 8, ttl << 24 | 17 << 16);
        memory.set(INT, 12, source);
        memory.set(INT, 16, destination);
        memory.set(SHORT, 24, (short) 8);
        process(IPV4_LENGTH);
    }

    void ipv6(long sourceHigh, long sourceLow, long destinationHigh, long destinationLow, int hopLimit) {
        memory.set(INT, 0, 0x6000_0000);
        memory.set(INT, 4, 8 << 16 | 17 << 8 | hopLimit);
        memory.set(LONG, 8, sourceHigh);
        memory.set(LONG, 16, sourceLow);
        memory.set(LONG, 24, destinationHigh);
        memory.set(LONG, 32, destinationLow);
        memory.set(SHORT, 44, (short) 8);
        process(IPV6_LENGTH);
    }

    private void process(int length) {
        batch.clear();
        batch.add(0, length, length, 0);
        if (PacketParser.parse(batch, 0) != PacketParser.WHOLE) {
            throw new AssertionError("the test's packet does not parse");
        }
        view.bind(batch, 0);
        try {
            if (processor.process(view) != Verdict.ACCEPT || view.changed()) {
                throw new AssertionError("the monitor must let every packet pass as it is");
            }
        } finally {
            view.release();
        }
    }
}
