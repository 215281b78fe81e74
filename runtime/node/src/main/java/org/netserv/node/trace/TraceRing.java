package org.netserv.node.trace;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Base64;
import java.util.List;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.netserv.api.Verdict;
import org.netserv.node.packet.PacketBatch;

/**
 * What one packet thread keeps of the packets of one trace: a struct of arrays, filled once from its start to its end. When it
 * is full, further packets are only counted.
 *
 * <p><b>Ownership.</b> It copies bytes.
 *
 * <p><b>Thread.</b> The packet thread; {@link #matched} and {@link #decided()} any; {@link #read} any, of packets that are decided, or
 * once no packet thread uses it any more.
 */
public final class TraceRing {
    /** No place in the ring. */
    public static final int NONE = -1;

    private final int thread;
    private final int snapLength;
    private final byte[] bytes;
    private final long[] atNanos;
    private final int[] length;
    private final int[] captured;
    private final byte[] form;
    private final @Nullable Verdict[] verdict;
    private final boolean[] modified;
    private final String[] user;
    private final String[] module;
    private final long[] visitNanos;
    private final int[] visitPackets;
    private int size;
    private long over;
    /** Written by the packet thread once a batch. */
    private volatile long matched;

    /**
     * @param thread number of the packet thread
     * @param capacity how many packets it keeps
     * @param snapLength how many bytes it keeps of each, at most
     */
    public TraceRing(int thread, int capacity, int snapLength) {
        this.thread = thread;
        this.snapLength = snapLength;
        bytes = new byte[Math.multiplyExact(capacity, snapLength)];
        atNanos = new long[capacity];
        length = new int[capacity];
        captured = new int[capacity];
        form = new byte[capacity];
        verdict = new @Nullable Verdict[capacity];
        modified = new boolean[capacity];
        user = new String[capacity];
        module = new String[capacity];
        visitNanos = new long[capacity];
        visitPackets = new int[capacity];
    }

    /** Keeps packet {@code i} as it is now; returns its place, or {@link #NONE} if there is no room. */
    public int add(PacketBatch batch, int i, long timeNanos) {
        int place = size;
        if (place == atNanos.length) {
            over++;
            return NONE;
        }
        int kept = Math.min(batch.length(i), snapLength);
        MemorySegment.copy(batch.memory(), ValueLayout.JAVA_BYTE, batch.offset(i), bytes, place * snapLength, kept);
        atNanos[place] = timeNanos;
        length[place] = batch.length(i);
        captured[place] = kept;
        form[place] = (byte) batch.form(i);
        user[place] = "";
        module[place] = "";
        size = place + 1;
        return place;
    }

    /** A module has seen the packet, with so many others; the last one that has is the one that decided. */
    public void visited(int place, String byUser, String byModule, long nanos, int packets) {
        user[place] = byUser;
        module[place] = byModule;
        visitNanos[place] = nanos;
        visitPackets[place] = packets;
    }

    /** What becomes of it. */
    public void decided(int place, Verdict what, boolean changed) {
        verdict[place] = what;
        modified[place] = changed;
    }

    /** After a batch: lets others see how many packets there are. */
    public void publish() {
        matched = size + over;
    }

    /** How many packets came, also those that there was no room for. */
    public long matched() {
        return matched;
    }

    /** How many packets are kept and decided: what packet threads have written of them is seen by who has asked. */
    public int decided() {
        return (int) Math.min(matched, atNanos.length);
    }

    /** How many packets are kept, once no packet thread uses it any more. */
    public int size() {
        return size;
    }

    /** Packets that are kept, in the order in which they came. */
    public List<TracedPacket> read(int from, int to) {
        List<TracedPacket> packets = new ArrayList<>(to - from);
        for (int p = from; p < to; p++) {
            byte[] data = new byte[captured[p]];
            System.arraycopy(bytes, p * snapLength, data, 0, data.length);
            packets.add(new TracedPacket(atNanos[p], thread, length[p], TracedPacket.form(form[p]),
                    TracedPacket.word(verdict[p]), modified[p], user[p], module[p], visitNanos[p], visitPackets[p],
                    Base64.getEncoder().encodeToString(data)));
        }
        return packets;
    }
}
