package org.netserv.apps.keepalive;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.netserv.api.Counter;
import org.netserv.api.Log;
import org.netserv.api.ModuleContext;
import org.netserv.api.Verdict;
import org.netserv.node.packet.ChangedPacket;
import org.netserv.node.packet.Checksums;
import org.netserv.node.packet.PacketBatch;
import org.netserv.node.packet.PacketParser;
import org.netserv.node.packet.PacketView;

/** One packet thread's part of a node: the module, a batch of one packet, parser and view as in the packet path. */
final class TestNode {

    static final int ROOM = 8192;

    final KeepAliveResponder module = new KeepAliveResponder();
    private final Map<String, TestCounter> counters = new ConcurrentHashMap<>();
    private final MemorySegment memory = Arena.ofAuto().allocate(ROOM);
    private final PacketBatch batch = new PacketBatch(memory);
    private final PacketView view = new PacketView(Arena.ofAuto().allocate(ROOM), 0);
    private int capacity = ROOM;

    TestNode(Map<String, String> properties) {
        module.start(context(properties));
    }

    TestNode() {
        this(Map.of());
    }

    private ModuleContext context(Map<String, String> properties) {
        Log log = (Log) Proxy.newProxyInstance(Log.class.getClassLoader(), new Class<?>[]{Log.class},
                (p, m, a) -> null);
        return (ModuleContext) Proxy.newProxyInstance(ModuleContext.class.getClassLoader(),
                new Class<?>[]{ModuleContext.class}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "properties" -> properties;
                    case "workers" -> 1;
                    case "log" -> log;
                    case "counter" -> counters.computeIfAbsent((String) arguments[0], name -> new TestCounter());
                    case "register" -> null;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    /** How long a packet may become. */
    void capacity(int value) {
        capacity = value;
    }

    long count(String counter) {
        return Objects.requireNonNull(counters.get(counter)).value();
    }

    /** Puts a packet in place without processing it. */
    void load(byte[] packet) {
        MemorySegment.copy(packet, 0, memory, ValueLayout.JAVA_BYTE, 0, packet.length);
        batch.clear();
        batch.add(0, packet.length, capacity, 0);
        if (PacketParser.parse(batch, 0) != PacketParser.WHOLE) {
            throw new IllegalArgumentException("the test's packet does not parse");
        }
    }

    /** Processes the packet that is in place, as the path does. */
    Verdict process() {
        view.bind(batch, 0);
        try {
            return module.process(view);
        } finally {
            view.release();
        }
    }

    Verdict process(byte[] packet) {
        load(packet);
        return process();
    }

    boolean modified() {
        return batch.modified(0);
    }

    /** Puts back the bytes that the last call changed; allocates nothing. */
    void restore() {
        view.restore();
        PacketParser.parse(batch, 0);
    }

    /** The packet as it stands, completed as the path completes it. */
    byte[] packet() {
        if (batch.modified(0)) {
            if (!ChangedPacket.reparse(batch, 0)) {
                throw new AssertionError("what the module left is no packet");
            }
            Checksums.update(batch, 0);
            if (!Checksums.valid(batch, 0)) {
                throw new AssertionError("checksums are wrong");
            }
        }
        return memory.asSlice(0, batch.length(0)).toArray(ValueLayout.JAVA_BYTE);
    }

    /** The payload of the packet as it stands. */
    String payload() {
        byte[] packet = packet();
        int header = (packet[0] & 0xff) >>> 4 == 4 ? (packet[0] & 0xf) * 4 + 8 : 48;
        return new String(packet, header, packet.length - header, StandardCharsets.ISO_8859_1);
    }

    private static final class TestCounter implements Counter {

        private final AtomicLong value = new AtomicLong();

        @Override
        public void add(long delta) {
            value.addAndGet(delta);
        }

        @Override
        public long value() {
            return value.get();
        }
    }
}
