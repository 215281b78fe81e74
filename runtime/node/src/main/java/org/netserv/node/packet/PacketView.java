package org.netserv.node.packet;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.netserv.api.Packet;
import org.netserv.api.Verdict;

/**
 * The {@link Packet} that a module gets: a flyweight over one packet of a batch.
 *
 * <p>One per module and packet thread, so that a reference which a module keeps never shows another publisher's packet.
 * Before the first change of a call the packet is copied aside, so that a fault can undo what was done.
 *
 * <p><b>Ownership.</b> Borrowed from {@link #bind} to {@link #release}.
 *
 * <p><b>Thread.</b> The packet thread that bound it. {@code owner} is null between calls, so that one comparison checks
 * both thread and loan; the race with another thread's access is lost by the other thread, which never is the owner.
 */
public final class PacketView implements Packet {
    private static final int IPV4_TTL = 8;
    private static final int IPV6_HOP_LIMIT = 7;
    private static final int MAX_IDLE_SECONDS = 86_400;
    private static final MemorySegment ZEROS = Arena.global().allocate(65_536);

    private final MemorySegment saved;
    private final int worker;
    private final FlowAsks asks;
    private @Nullable Thread owner;
    private PacketBatch batch;
    private MemorySegment memory;
    private long base;
    private int index;
    private int length;
    private boolean changed;
    private int savedLength;
    private boolean savedModified;

    /**
     * A view that is not lent yet.
     *
     * @param saved room for a copy of the longest packet; the packet thread's, shared by its views
     * @param worker number of the packet thread
     */
    public PacketView(MemorySegment saved, int worker) {
        this(saved, worker, new FlowAsks());
    }

    /**
     * A view that is not lent yet.
     *
     * @param asks takes what is asked for packets' flows; the packet thread's, shared by its views
     */
    public PacketView(MemorySegment saved, int worker, FlowAsks asks) {
        this.saved = saved;
        this.worker = worker;
        this.asks = asks;
        this.batch = new PacketBatch(MemorySegment.NULL);
        this.memory = MemorySegment.NULL;
    }

    /** Lends packet {@code i} of a batch, which has been parsed, to this thread. */
    public void bind(PacketBatch lent, int i) {
        batch = lent;
        memory = lent.memory;
        base = lent.offset[i];
        length = lent.length[i];
        index = i;
        changed = false;
        owner = Thread.currentThread();
    }

    /** Ends the loan. */
    public void release() {
        owner = null;
    }

    /** Whether the packet was changed since {@link #bind}. */
    public boolean changed() {
        return changed;
    }

    /** Puts the packet back to what it was at {@link #bind}. Call after {@link #release}. */
    public void restore() {
        if (changed) {
            MemorySegment.copy(saved, 0, memory, base, savedLength);
            batch.length[index] = savedLength;
            batch.modified[index] = savedModified;
            changed = false;
        }
    }

    private void check() {
        if (owner != Thread.currentThread()) {
            throw new IllegalStateException("packet is accessible only within process, on the thread that calls it");
        }
    }

    private long at(int offset, int size) {
        check();
        return base + Objects.checkFromIndexSize(offset, size, length);
    }

    private long change(int offset, int size) {
        long at = at(offset, size);
        if (!changed) {
            save();
        }
        return at;
    }

    private void save() {
        MemorySegment.copy(memory, base, saved, 0, length);
        savedLength = length;
        savedModified = batch.modified[index];
        batch.modified[index] = true;
        changed = true;
    }

    @Override
    public int version() {
        check();
        return batch.version[index];
    }

    @Override
    public int length() {
        check();
        return length;
    }

    @Override
    public int maxLength() {
        check();
        return batch.capacity[index];
    }

    @Override
    public void length(int newLength) {
        check();
        if (newLength < batch.payloadOffset[index] || newLength > batch.capacity[index]) {
            throw new IllegalArgumentException("length must be within " + batch.payloadOffset[index] + " and "
                    + batch.capacity[index] + ": length=" + newLength);
        }
        if (newLength != length) {
            if (!changed) {
                save();
            }
            if (newLength > length) {
                // What lies there is of an earlier packet, which may have been another publisher's.
                MemorySegment.copy(ZEROS, 0, memory, base + length, newLength - length);
            }
            length = newLength;
            batch.length[index] = newLength;
        }
    }

    @Override
    public int protocol() {
        check();
        return batch.protocol[index];
    }

    @Override
    public int ttl() {
        return u8(batch.version[index] == 4 ? IPV4_TTL : IPV6_HOP_LIMIT);
    }

    @Override
    public int worker() {
        check();
        return worker;
    }

    @Override
    public int ingressInterface() {
        check();
        return batch.ingress[index];
    }

    @Override
    public long sourceHigh() {
        check();
        return batch.version[index] == 4 ? 0 : i64(8);
    }

    @Override
    public long sourceLow() {
        return batch.version[index] == 4 ? PacketParser.IPV4_MAPPED | (i32(12) & 0xffff_ffffL) : i64(16);
    }

    @Override
    public long destinationHigh() {
        check();
        return batch.version[index] == 4 ? 0 : i64(24);
    }

    @Override
    public long destinationLow() {
        return batch.version[index] == 4 ? PacketParser.IPV4_MAPPED | (i32(16) & 0xffff_ffffL) : i64(32);
    }

    @Override
    public int sourceIpv4() {
        int value = i32(12);
        return batch.version[index] == 4 ? value : 0;
    }

    @Override
    public int destinationIpv4() {
        int value = i32(16);
        return batch.version[index] == 4 ? value : 0;
    }

    @Override
    public int sourcePort() {
        check();
        return hasPorts() ? u16(batch.l4Offset[index]) : 0;
    }

    @Override
    public int destinationPort() {
        check();
        return hasPorts() ? u16(batch.l4Offset[index] + 2) : 0;
    }

    @Override
    public int l4Offset() {
        check();
        return batch.l4Offset[index];
    }

    @Override
    public int payloadOffset() {
        check();
        return batch.payloadOffset[index];
    }

    @Override
    public int payloadLength() {
        check();
        return length - batch.payloadOffset[index];
    }

    @Override
    public int u8(int offset) {
        return memory.get(JAVA_BYTE, at(offset, 1)) & 0xff;
    }

    @Override
    public int u16(int offset) {
        return memory.get(PacketParser.SHORT, at(offset, 2)) & 0xffff;
    }

    @Override
    public int i32(int offset) {
        return memory.get(PacketParser.INT, at(offset, 4));
    }

    @Override
    public long i64(int offset) {
        return memory.get(PacketParser.LONG, at(offset, 8));
    }

    @Override
    public void setU8(int offset, int value) {
        memory.set(JAVA_BYTE, change(offset, 1), (byte) value);
    }

    @Override
    public void setU16(int offset, int value) {
        memory.set(PacketParser.SHORT, change(offset, 2), (short) value);
    }

    @Override
    public void setI32(int offset, int value) {
        memory.set(PacketParser.INT, change(offset, 4), value);
    }

    @Override
    public void setI64(int offset, long value) {
        memory.set(PacketParser.LONG, change(offset, 8), value);
    }

    @Override
    public void copyTo(int offset, byte[] target, int targetOffset, int count) {
        MemorySegment.copy(memory, JAVA_BYTE, at(offset, count), target, targetOffset, count);
    }

    @Override
    public void copyFrom(byte[] source, int sourceOffset, int offset, int count) {
        Objects.checkFromIndexSize(sourceOffset, count, source.length);
        MemorySegment.copy(source, sourceOffset, memory, JAVA_BYTE, change(offset, count), count);
    }

    @Override
    public void move(int fromOffset, int toOffset, int count) {
        long from = at(fromOffset, count);
        MemorySegment.copy(memory, from, memory, change(toOffset, count), count);
    }

    @Override
    public void swapAddresses() {
        if (version() == 4) {
            int source = i32(12);
            setI32(12, i32(16));
            setI32(16, source);
        } else {
            swapI64(8, 24);
            swapI64(16, 32);
        }
    }

    @Override
    public void swapPorts() {
        check();
        if (!hasPorts()) {
            throw new IllegalStateException("only UDP and TCP have ports: protocol=" + batch.protocol[index]);
        }
        int l4 = batch.l4Offset[index];
        int ports = i32(l4);
        setI32(l4, ports << 16 | ports >>> 16);
    }

    @Override
    public void ttl(int ttl) {
        if (ttl < 1 || ttl > 255) {
            throw new IllegalArgumentException("ttl must be within 1 and 255: ttl=" + ttl);
        }
        setU8(version() == 4 ? IPV4_TTL : IPV6_HOP_LIMIT, ttl);
    }

    @Override
    public boolean offload(Verdict verdict, int idleSeconds) {
        check();
        if (verdict != Verdict.ACCEPT && verdict != Verdict.DROP) {
            throw new IllegalArgumentException("verdict must be ACCEPT or DROP: verdict=" + verdict);
        }
        if (idleSeconds < 1 || idleSeconds > MAX_IDLE_SECONDS) {
            throw new IllegalArgumentException("idleSeconds must be within 1 and " + MAX_IDLE_SECONDS + ": idleSeconds="
                    + idleSeconds);
        }
        return !batch.modified[index] && asks.ask(index, verdict == Verdict.DROP, idleSeconds, sourcePort());
    }

    private boolean hasPorts() {
        int protocol = batch.protocol[index];
        return protocol == IpProtocol.UDP || protocol == IpProtocol.TCP;
    }

    private void swapI64(int a, int b) {
        long value = i64(a);
        setI64(a, i64(b));
        setI64(b, value);
    }
}
