package org.netserv.node.counters;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.concurrent.status.CountersReader;

/**
 * The counters of a node in another process, read from its file without touching it.
 *
 * <p><b>Thread.</b> Any.
 */
public final class CountersFile {
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer file;

    private CountersFile(ByteBuffer file) {
        this.file = file;
    }

    /** Maps a file that {@link NodeCounters#mapped} has made. <b>Errors.</b> {@link IOException} if it is not one. */
    public static CountersFile open(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            if (channel.size() < NodeCounters.FILE_LENGTH) {
                throw new IOException(path + " has " + channel.size() + " bytes: expected a counters file of "
                        + NodeCounters.FILE_LENGTH);
            }
            ByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, NodeCounters.FILE_LENGTH)
                    .order(ByteOrder.nativeOrder());
            if (mapped.getLong(0) != NodeCounters.MAGIC) {
                throw new IOException(path + " is not a counters file: its first eight bytes are not NETSERVC");
            }
            return new CountersFile(mapped);
        }
    }

    /** All counters by label; those of equal label are added up. */
    public Map<String, Long> snapshot() {
        Map<String, Long> values = new TreeMap<>();
        for (int id = 0; id < NodeCounters.CAPACITY; id++) {
            int record = NodeCounters.HEADER_LENGTH + id * CountersReader.METADATA_LENGTH;
            int state = (int) INT.getAcquire(file, record);
            if (state == CountersReader.RECORD_UNUSED) {
                break;
            }
            if (state == CountersReader.RECORD_ALLOCATED) {
                values.merge(label(record), value(id), Long::sum);
            }
        }
        return values;
    }

    private String label(int record) {
        byte[] label = new byte[file.getInt(record + CountersReader.LABEL_OFFSET)];
        file.get(record + CountersReader.LABEL_OFFSET + Integer.BYTES, label);
        return new String(label, StandardCharsets.US_ASCII);
    }

    private long value(int id) {
        return (long) LONG.getAcquire(file, NodeCounters.HEADER_LENGTH + NodeCounters.LABELS_LENGTH
                + id * CountersReader.COUNTER_LENGTH);
    }
}
