package org.netserv.node.counters;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;
import org.agrona.concurrent.status.CountersReader;

/**
 * All counters of a node.
 *
 * <pre>
 *   counters file:  0        8            16                  metadata length    + values length
 *                   +--------+------------+-- … --+-----------+------------------+
 *                   | magic  | capacity   | 0     | labels    | values           |
 *                   +--------+------------+-- … --+-----------+------------------+
 *                                                 4096         Agrona CountersManager's layout
 * </pre>
 *
 * <p><b>Thread.</b> Any for allocation and reading; each counter is added to by its one owner.
 */
public final class NodeCounters {
    /** First eight bytes of a counters file: "NETSERVC". */
    public static final long MAGIC = 0x4e45_5453_4552_5643L;

    static final int HEADER_LENGTH = 4096;
    /**
     * A module has 17 on each packet thread, 12 more, and those of its own: a thousand modules on the six threads of a node with
     * four CPUs take 114,000. Of the file only what is used takes room.
     */
    static final int CAPACITY = 262_144;
    static final int LABELS_LENGTH = CAPACITY * CountersReader.METADATA_LENGTH;
    static final int FILE_LENGTH = length(CAPACITY);
    /** Unlike a file's, memory is filled with zeros in all its length. */
    private static final int IN_MEMORY = 65_536;
    private static final int FEW = 512;

    private final CountersManager manager;

    private NodeCounters(MemorySegment memory, int capacity) {
        UnsafeBuffer buffer = new UnsafeBuffer(memory.asByteBuffer());
        buffer.putLong(0, MAGIC);
        buffer.putLong(8, capacity);
        int labels = capacity * CountersReader.METADATA_LENGTH;
        manager = new CountersManager(new UnsafeBuffer(buffer, HEADER_LENGTH, labels),
                new UnsafeBuffer(buffer, HEADER_LENGTH + labels, capacity * CountersReader.COUNTER_LENGTH),
                StandardCharsets.US_ASCII);
    }

    private static int length(int capacity) {
        return HEADER_LENGTH + capacity * (CountersReader.METADATA_LENGTH + CountersReader.COUNTER_LENGTH);
    }

    /** Counters in memory alone. */
    public static NodeCounters inMemory() {
        return new NodeCounters(Arena.ofAuto().allocate(length(IN_MEMORY), 4096), IN_MEMORY);
    }

    /** The same for a packet path with a few modules. */
    public static NodeCounters few() {
        return new NodeCounters(Arena.ofAuto().allocate(length(FEW), 4096), FEW);
    }

    /**
     * Counters in a file, made anew.
     *
     * @throws IOException if the file's disk has no room for all of them
     */
    public static NodeCounters mapped(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            clear(channel);
            // Never unmapped: a packet thread may add to a counter until the process ends.
            return new NodeCounters(channel.map(FileChannel.MapMode.READ_WRITE, 0, FILE_LENGTH, Arena.global()),
                    CAPACITY);
        }
    }

    /**
     * Writes zeros over the whole file: a page that has no room on the disk yet, when a packet thread counts on it, would be a fault
     * of memory there. The blocks of a file that was there before stay its own.
     */
    private static void clear(FileChannel channel) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 16);
        for (long at = 0; at < FILE_LENGTH;) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), FILE_LENGTH - at));
            at += channel.write(zeros, at);
        }
        channel.truncate(FILE_LENGTH);
    }

    /** A new counter at 0. Labels have dots between their parts: {@code module.NetMonitor_1.0.0.w0.packets}. */
    public synchronized Tally allocate(String label) {
        return new Tally(this, manager.newCounter(label));
    }

    synchronized void free(AtomicCounter counter) {
        counter.close();
    }

    /** All counters by label; those of equal label are added up. */
    public synchronized Map<String, Long> snapshot() {
        Map<String, Long> values = new TreeMap<>();
        manager.forEach((value, id, label) -> values.merge(label, value, Long::sum));
        return values;
    }
}
