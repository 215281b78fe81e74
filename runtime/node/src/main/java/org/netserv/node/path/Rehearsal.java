package org.netserv.node.path;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.netserv.api.Packet;
import org.netserv.api.PacketProcessor;
import org.netserv.api.Verdict;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.guard.Guard;
import org.netserv.node.net.Prefix;
import org.netserv.node.packet.PacketBatch;
import org.netserv.node.plane.PlaneException;
import org.netserv.node.trace.TraceFilter;
import org.netserv.node.trace.TraceRing;

/**
 * Runs the packet path over packets of its own before any of the network's come, with all that modules may do: compilers leave out
 * what has never happened, and when it does throw away what they have made. The first module that faults, the first that is over a
 * quota and the second publisher would otherwise each have the packet path interpreted for some ten milliseconds, for everybody.
 *
 * <p><b>Thread.</b> Any; the path has one of its own meanwhile.
 */
public final class Rehearsal {
    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(400);
    private static final int ROOM = 128;
    private static final int UDP = 17;
    private static final int TTL = 8;
    private static final int PORT = 9;
    /** RFC 2544: no host has these. */
    private static final Prefix ONE = Prefix.parse("198.18.1.0/24");
    private static final Prefix OTHER = Prefix.parse("198.18.2.0/24");
    private static final byte[] UNMATCHED = {(byte) 198, 18, 3, 1};
    private static final int TRACED_ROUNDS = 64;
    private static final int TRACED_PACKETS = 100;
    private static volatile @Nullable Thread begun;

    private final PacketPath path;
    private final PacketBatch batch = new PacketBatch(Arena.ofAuto().allocate((long) ROOM * PacketBatch.MAX_SIZE));

    private final TraceRing traced = new TraceRing(0, TRACED_PACKETS, ROOM);
    private final TraceLane trace = new TraceLane(
            TraceFilter.parse("proto=udp,port=" + PORT + ",src=11.0.0.0/8,dst=198.18.0.0/15", "one", "decides"), traced,
            0);

    private long offloaded;

    private Rehearsal(NodeCounters counters) {
        path = new PacketPath(1, 1,
                List.of(new FilterTable.PrefixOwner(ONE, "one"), new FilterTable.PrefixOwner(OTHER, "other")),
                counters);
    }

    /** Rehearses for some 0.4 s, on a thread of its own; nothing the next time, as compilers remember. */
    public static synchronized void begin() {
        if (begun == null) {
            begun = Thread.ofPlatform().name("netserv-rehearsal").start(Rehearsal::rehearse);
        }
    }

    /** Waits until what was begun, if anything was, is over. To be called before modules' first packets come. */
    public static void await() {
        Thread thread = begun;
        try {
            if (thread != null) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** On this thread; what came of it. */
    static Map<String, Long> rehearse() {
        NodeCounters counters = NodeCounters.few();
        Rehearsal rehearsal = new Rehearsal(counters);
        rehearsal.run();
        Map<String, Long> happened = counters.snapshot();
        happened.put("traced", rehearsal.traced.matched());
        happened.put("offloaded", rehearsal.offloaded);
        return happened;
    }

    private void run() {
        List<ModuleSlot> modules = List.of(
                slot("accepts", "one", ONE, PathQuota.unlimited(), packet -> {
                    packet.offload(Verdict.ACCEPT, 2);
                    return Verdict.ACCEPT;
                }),
                slot("decides", "one", ONE, PathQuota.unlimited(), Rehearsal::decide),
                slot("samples", "other", OTHER, 8, PathQuota.unlimited(), Rehearsal::decide),
                slot("has-many", "other", OTHER, new PathQuota(1_000, 10_000_000, Long.MAX_VALUE, Long.MAX_VALUE),
                        packet -> Verdict.ACCEPT),
                slot("is-slow", "other", OTHER,
                        new PathQuota(Long.MAX_VALUE, Long.MAX_VALUE, 1, Long.MAX_VALUE), new Slow()),
                slot("is-wasteful", "other", OTHER,
                        new PathQuota(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, 1_000), new Wasteful()));
        ModuleSlot late = slot("late", "other", OTHER, PathQuota.unlimited(), packet -> {
            while (true) {
                Guard.leaveIfMeant();
            }
        });
        try {
            FlowQueue flows = new FlowQueue();
            path.worker(0).offloadTo(flows);
            path.replace(List.of(), modules, delivery -> {});
            long end = System.nanoTime() + NANOS;
            for (int n = 0; System.nanoTime() < end; n++) {
                // Now and then, as an operator watches: more than there is room for.
                path.worker(0).trace(n % TRACED_ROUNDS == 0 ? trace : null);
                play(n);
                while (flows.peek() != null) {
                    flows.release();
                    offloaded++;
                }
            }
            path.worker(0).trace(null);
            path.replace(modules.subList(2, modules.size()), List.of(late), delivery -> {});
            play(PacketBatch.MAX_SIZE - 1);
        } catch (PlaneException none) {
            throw new IllegalStateException("a hook that does nothing fails", none);
        }
    }

    private ModuleSlot slot(String id, String user, Prefix prefix, PathQuota quota, PacketProcessor processor) {
        return slot(id, user, prefix, PacketFilter.ALL, quota, processor);
    }

    private ModuleSlot slot(String id, String user, Prefix prefix, int every, PathQuota quota,
            PacketProcessor processor) {
        return path
                .newSlot(new ModuleSlot.Settings(id, user, List.of(prefix),
                        List.of(new PacketFilter(prefix, UDP, -1, every)), 1, true, quota, false), processor);
    }

    /** Mostly what modules mostly do. */
    private static Verdict decide(Packet packet) {
        return switch (packet.u8(packet.payloadOffset())) {
            case 1 -> Verdict.DROP;
            case 2 -> Verdict.CONSUME;
            case 3 -> throw new IllegalStateException("rehearsed");
            case 4 -> {
                packet.setU8(TTL, 5);
                yield Verdict.ACCEPT;
            }
            case 6 -> {
                packet.offload(Verdict.ACCEPT, 1);
                yield Verdict.ACCEPT;
            }
            case 7 -> {
                packet.offload(Verdict.DROP, 1);
                yield Verdict.ACCEPT;
            }
            case 5 -> {
                // To where it came from, as its own destination.
                int source = packet.i32(12);
                packet.setI32(12, packet.i32(16));
                packet.setI32(16, source);
                yield Verdict.REPLY;
            }
            default -> Verdict.ACCEPT;
        };
    }

    /** Takes more CPU time than it may. */
    private static final class Slow implements PacketProcessor {
        private static final int STEPS = 2_000;
        private int sum;

        @Override
        public Verdict process(Packet packet) {
            for (int i = 0; i < STEPS; i++) {
                sum = sum * 31 + i;
            }
            return sum == 1 ? Verdict.DROP : Verdict.ACCEPT;
        }
    }

    /** Allocates more than it may. */
    private static final class Wasteful implements PacketProcessor {
        private byte[] last = {};

        @Override
        public Verdict process(Packet packet) {
            last = new byte[packet.length()];
            return last.length == 0 ? Verdict.DROP : Verdict.ACCEPT;
        }
    }

    private void play(int round) {
        int size = 1 + round % PacketBatch.MAX_SIZE;
        batch.clear();
        for (int i = 0; i < size; i++) {
            int kind = (round * 31 + i) % 64;
            int length = write(i * ROOM, kind < 40 ? ONE : OTHER, kind);
            batch.add((long) i * ROOM, length, ROOM, 0);
        }
        path.worker(0).process(batch);
    }

    /** A packet, whose first byte of payload says what becomes of it; some match nothing, are fragments, or are cut short. */
    private int write(int at, Prefix to, int kind) {
        int length = 20 + 8 + 4;
        MemorySegment memory = batch.memory();
        ByteBuffer packet = memory.asSlice(at, length).fill((byte) 0).asByteBuffer();
        packet.put(0, (byte) 0x45).putShort(2, (short) length).put(TTL, (byte) 64).put(9, (byte) UDP);
        packet.putInt(12, 0x0b00_0001).putInt(16, (int) to.low() | 1);
        packet.putShort(22, (short) PORT).putShort(24, (short) (length - 20)).put(28, (byte) kind);
        switch (kind) {
            case 61 -> packet.put(16, UNMATCHED);
            case 62 -> packet.put(6, (byte) 0x20);
            case 63 -> {
                memory.set(ValueLayout.JAVA_BYTE, at, (byte) 0x4f);
                return 20;
            }
            default -> {
            }
        }
        return length;
    }
}
