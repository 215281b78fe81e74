package org.netserv.node.packet;

import java.lang.foreign.MemorySegment;
import org.netserv.api.Verdict;

/**
 * Up to {@link #MAX_SIZE} packets in memory that a plane owns, as a struct of arrays.
 *
 * <pre>
 *   the plane    clear, add …            where each packet lies, its length, its room, its link
 *   the parser   form, version … source  what its headers say
 *   the path     verdict, modified       what becomes of it
 *   the plane    verdict(i), length(i)…  carries it out
 * </pre>
 *
 * <p><b>Ownership.</b> The plane's; lent to the path for a call of {@code PacketWorker.process}.
 *
 * <p><b>Thread.</b> One packet thread.
 */
public final class PacketBatch {
    /** Most packets in a batch. */
    public static final int MAX_SIZE = 64;

    final MemorySegment memory;
    final long[] offset = new long[MAX_SIZE];
    final int[] length = new int[MAX_SIZE];
    final int[] capacity = new int[MAX_SIZE];
    final int[] ingress = new int[MAX_SIZE];

    final byte[] form = new byte[MAX_SIZE];
    final byte[] version = new byte[MAX_SIZE];
    final int[] protocol = new int[MAX_SIZE];
    final int[] l4Offset = new int[MAX_SIZE];
    final int[] payloadOffset = new int[MAX_SIZE];
    final int[] destinationPort = new int[MAX_SIZE];
    final long[] sourceHigh = new long[MAX_SIZE];
    final long[] sourceLow = new long[MAX_SIZE];
    final long[] destinationHigh = new long[MAX_SIZE];
    final long[] destinationLow = new long[MAX_SIZE];

    final Verdict[] verdict = new Verdict[MAX_SIZE];
    final boolean[] modified = new boolean[MAX_SIZE];

    private int size;

    /** A batch over a plane's memory: native, and reachable from every thread for as long as the batch is used. */
    public PacketBatch(MemorySegment memory) {
        this.memory = memory;
    }

    /** The memory that {@link #offset} points into. */
    public MemorySegment memory() {
        return memory;
    }

    /** Number of packets. */
    public int size() {
        return size;
    }

    /** Forgets all packets. */
    public void clear() {
        size = 0;
    }

    /**
     * Adds a packet.
     *
     * @param offset where its IP header starts in {@link #memory}
     * @param length its length, from the IP header on
     * @param capacity how long it may become in place
     * @param ingress interface index, or 0
     * @return its index
     */
    public int add(long offset, int length, int capacity, int ingress) {
        int i = size;
        if (i == MAX_SIZE) {
            throw new IllegalStateException("batch is full: size=" + size);
        }
        this.offset[i] = offset;
        this.length[i] = length;
        this.capacity[i] = capacity;
        this.ingress[i] = ingress;
        verdict[i] = Verdict.ACCEPT;
        modified[i] = false;
        size = i + 1;
        return i;
    }

    /** Takes back what {@link #add} added last. */
    public void removeLast() {
        size--;
    }

    /** Where packet {@code i} starts. */
    public long offset(int i) {
        return offset[i];
    }

    /** Length of packet {@code i}, as it is now. */
    public int length(int i) {
        return length[i];
    }

    /** Interface index of the link that packet {@code i} came in by, or 0. */
    public int ingress(int i) {
        return ingress[i];
    }

    /** What becomes of packet {@code i}. */
    public Verdict verdict(int i) {
        return verdict[i];
    }

    /** Whether the bytes or the length of packet {@code i} differ from what was received. */
    public boolean modified(int i) {
        return modified[i];
    }

    /** What the parser made of packet {@code i}: a constant of {@link PacketParser}; valid after it has been parsed. */
    public int form(int i) {
        return form[i];
    }

    /** IP version of packet {@code i}; valid after it has been parsed. */
    public int version(int i) {
        return version[i];
    }

    /** Transport protocol of packet {@code i}; valid after it has been parsed. */
    public int protocol(int i) {
        return protocol[i];
    }

    /** Where the transport header of packet {@code i} begins, from its IP header on; valid if it is whole. */
    public int l4Offset(int i) {
        return l4Offset[i];
    }

    /** Destination port of packet {@code i}, 0 unless UDP or TCP; valid after it has been parsed. */
    public int destinationPort(int i) {
        return destinationPort[i];
    }

    /** Upper half of the source address of packet {@code i}; valid after it has been parsed. */
    public long sourceHigh(int i) {
        return sourceHigh[i];
    }

    /** Lower half of the source address of packet {@code i}; valid after it has been parsed. */
    public long sourceLow(int i) {
        return sourceLow[i];
    }

    /** Upper half of the destination address of packet {@code i}; valid after it has been parsed. */
    public long destinationHigh(int i) {
        return destinationHigh[i];
    }

    /** Lower half of the destination address of packet {@code i}; valid after it has been parsed. */
    public long destinationLow(int i) {
        return destinationLow[i];
    }

    /** Decides packet {@code i}. */
    public void verdict(int i, Verdict value) {
        verdict[i] = value;
    }

    /** Marks packet {@code i} as changed, or as restored. */
    public void modified(int i, boolean value) {
        modified[i] = value;
    }
}
