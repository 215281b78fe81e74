package org.netserv.node.counters;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;
import org.agrona.concurrent.status.CountersReader;
import org.jspecify.annotations.Nullable;

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
     * A module has 19 on each packet thread, 18 more, and those of its own: a thousand modules on the six threads of a node with
     * four CPUs take 132,000. Of the file only what is used takes room.
     */
    static final int CAPACITY = 262_144;
    static final int LABELS_LENGTH = CAPACITY * CountersReader.METADATA_LENGTH;
    static final int FILE_LENGTH = length(CAPACITY);
    /** Unlike a file, memory is filled with zeros in all its length. */
    private static final int IN_MEMORY = 65_536;
    private static final int FEW = 512;

    private final CountersManager manager;
    /** Null in memory. */
    private final @Nullable CounterBlocks blocks;
    /** The largest id that there was. */
    private int highest = -1;

    private NodeCounters(MemorySegment memory, int capacity, @Nullable CounterBlocks blocks) {
        this.blocks = blocks;
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
        return new NodeCounters(Arena.ofAuto().allocate(length(IN_MEMORY), 4096), IN_MEMORY, null);
    }

    /** The same for a packet path with a few modules. */
    public static NodeCounters few() {
        return new NodeCounters(Arena.ofAuto().allocate(length(FEW), 4096), FEW, null);
    }

    /**
     * Counters in a file, made anew. It grows on the disk with the counters that there are.
     *
     * @throws IOException if the disk has no room for the first of them
     */
    public static NodeCounters mapped(Path file) throws IOException {
        // Whoever reads those of an earlier node keeps them.
        Files.deleteIfExists(file);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        try {
            channel.write(ByteBuffer.allocate(1), FILE_LENGTH - 1);
            CounterBlocks blocks = new CounterBlocks(channel);
            blocks.reserve(0);
            // Never unmapped: a packet thread may add to a counter until the process ends.
            return new NodeCounters(channel.map(FileChannel.MapMode.READ_WRITE, 0, FILE_LENGTH, Arena.global()),
                    CAPACITY, blocks);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * A new counter at 0. Labels have dots between their parts: {@code module.NetMonitor_1.0.0.w0.packets}.
     *
     * <p><b>Errors.</b> {@link IllegalStateException} if there are as many as can be, or the disk has no room for it.
     */
    public synchronized Tally allocate(String label) {
        if (blocks != null) {
            try {
                blocks.reserve(highest + 1);
            } catch (IOException e) {
                throw new IllegalStateException("there is no room for the counter " + label + ": " + e.getMessage(), e);
            }
        }
        AtomicCounter counter = manager.newCounter(label);
        highest = Math.max(highest, counter.id());
        return new Tally(this, counter);
    }

    /**
     * New counters at 0, all of them or none.
     *
     * @param prefix before each name
     * @return in the order of their names
     * @throws IllegalStateException as {@link #allocate(String)}
     */
    public Tally[] allocate(String prefix, String[] names) {
        Tally[] tallies = new Tally[names.length];
        int made = 0;
        try {
            for (; made < names.length; made++) {
                tallies[made] = allocate(prefix + names[made]);
            }
        } catch (IllegalStateException full) {
            while (made > 0) {
                tallies[--made].close();
            }
            throw full;
        }
        return tallies;
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
