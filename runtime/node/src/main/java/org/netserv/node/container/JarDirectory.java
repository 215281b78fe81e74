package org.netserv.node.container;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.netserv.node.sandbox.SandboxException;
import org.netserv.node.sandbox.SandboxException.Reason;

/**
 * What the end of a JAR says of its directory, which {@link java.util.jar.JarFile} reads into memory as a whole: looked at before
 * that, as a file of 64 MB may consist of little else.
 *
 * <pre>
 *   end record:  0      4  ...  10        12       16       20             22
 *                | PK56 |       | entries | length | offset | comment len. | comment |
 * </pre>
 *
 * <p><b>Source.</b> APPNOTE.TXT 4.3.16 (PKWARE).
 */
final class JarDirectory {
    /** A tenth of the heap at most, for the two copies that are made of it. */
    static final int MAX_BYTES = 4 << 20;

    private static final int END_BYTES = 22;
    private static final int END_MAGIC = 0x06054b50;
    private static final int ENTRY_MAGIC = 0x02014b50;
    private static final int MAX_COMMENT = 0xffff;
    /** The largest number that there is room for. */
    private static final int MANY = 0xffff;

    private JarDirectory() {}

    /** Refuses a file whose directory is too large. Each end record that a reader may take for the right one is looked at. */
    static void check(Path jar) throws IOException, SandboxException {
        try (FileChannel channel = FileChannel.open(jar, StandardOpenOption.READ)) {
            long size = channel.size();
            ByteBuffer tail = read(channel, Math.max(0, size - MAX_COMMENT - END_BYTES), size);
            long begin = size - tail.capacity();
            for (int at = tail.capacity() - END_BYTES; at >= 0; at--) {
                if (tail.getInt(at) == END_MAGIC) {
                    check(channel, tail.slice(at, tail.capacity() - at).order(ByteOrder.LITTLE_ENDIAN), begin + at);
                }
            }
        }
    }

    private static void check(FileChannel channel, ByteBuffer end, long position) throws IOException, SandboxException {
        int entries = Short.toUnsignedInt(end.getShort(10));
        long length = Integer.toUnsignedLong(end.getInt(12));
        boolean isWhole = END_BYTES + Short.toUnsignedInt(end.getShort(20)) == end.capacity();
        if (!isWhole && !isEntry(channel, position - length)) {
            return;
        }
        // Of more than 4 GB, or 65,535 entries, another record tells: such a JAR is too large in any case.
        if (entries > JarCopier.MAX_ENTRIES) {
            throw refused("it has " + entries + (entries == MANY ? " entries or more" : " entries")
                    + ": expected at most " + JarCopier.MAX_ENTRIES);
        }
        if (length > MAX_BYTES) {
            throw refused("its directory has " + length + " bytes: expected at most " + MAX_BYTES);
        }
    }

    private static boolean isEntry(FileChannel channel, long position) throws IOException {
        return position >= 0 && read(channel, position, position + Integer.BYTES).getInt(0) == ENTRY_MAGIC;
    }

    private static ByteBuffer read(FileChannel channel, long from, long to) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) (to - from)).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
            // goes on
        }
        return bytes;
    }

    private static SandboxException refused(String why) {
        return new SandboxException(Reason.REJECTED, "the bundle is refused: " + why);
    }
}
