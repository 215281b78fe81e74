package org.netserv.node.replay;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads the frames of a classic pcap file, in either byte order, with micro- or nanoseconds.
 *
 * <p><b>Ownership.</b> {@link #frame} is overwritten by the next {@link #next}.
 *
 * <p><b>Thread.</b> One.
 *
 * <p><b>Errors.</b> {@link PcapException} with the file, the offset and what was expected there.
 *
 * <p><b>Source.</b> draft-ietf-opsawg-pcap.
 */
public final class PcapReader implements CaptureReader {
    /** Longest frame: what libpcap takes as an upper limit too. */
    public static final int MAX_FRAME_LENGTH = 262_144;

    static final int MAGIC_MICROS = 0xa1b2c3d4;
    static final int MAGIC_NANOS = 0xa1b23c4d;
    static final int FILE_HEADER = 24;
    static final int RECORD_HEADER = 16;

    private static final int LINK_TYPE_MASK = 0xffff;

    private final Path file;
    private final InputStream in;
    private final byte[] frame = new byte[MAX_FRAME_LENGTH];
    private final ByteBuffer header = ByteBuffer.allocate(FILE_HEADER);
    private final boolean nanos;
    private final LinkType linkType;
    private long offset;
    private long seconds;
    private long fraction;
    private int length;
    private int originalLength;

    /** Opens a file and reads its header. */
    public PcapReader(Path file) throws IOException {
        this.file = file;
        in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        boolean opened = false;
        try {
            nanos = readMagic();
            linkType = readLinkType();
            opened = true;
        } finally {
            if (!opened) {
                in.close();
            }
        }
    }

    private boolean readMagic() throws IOException {
        int read = in.readNBytes(header.array(), 0, FILE_HEADER);
        int magic = read < Integer.BYTES ? 0 : header.getInt(0);
        if (magic == PcapngReader.SECTION_HEADER) {
            throw new PcapException(file + " is a pcapng file: expected classic pcap (editcap -F pcap converts it)");
        }
        if (magic != MAGIC_MICROS && magic != MAGIC_NANOS) {
            header.order(ByteOrder.LITTLE_ENDIAN);
            magic = Integer.reverseBytes(magic);
        }
        if (magic != MAGIC_MICROS && magic != MAGIC_NANOS) {
            throw new PcapException(file + " is not a pcap file: expected magic a1b2c3d4 or a1b23c4d in the first four"
                    + " bytes" + (read < Integer.BYTES ? ", found only " + read + " bytes"
                            : ", found " + String.format("%08x", Integer.reverseBytes(magic))));
        }
        if (read < FILE_HEADER) {
            throw new PcapException(file + " ends at offset " + read + ", within the file header: expected "
                    + FILE_HEADER + " bytes");
        }
        offset = FILE_HEADER;
        return magic == MAGIC_NANOS;
    }

    private LinkType readLinkType() throws PcapException {
        int major = header.getShort(4);
        if (major != 2) {
            throw new PcapException(file + " has pcap version " + major + "." + header.getShort(6) + ": expected 2.4");
        }
        int number = header.getInt(20) & LINK_TYPE_MASK;
        LinkType type = LinkType.of(number);
        if (type == null) {
            throw new PcapException(file + " has link type " + number + ": expected " + LinkType.NAMES);
        }
        return type;
    }

    /** What the frames are, all of them. */
    @Override
    public LinkType linkType() {
        return linkType;
    }

    /** Whether time stamps are in nanoseconds, rather than microseconds. */
    public boolean nanos() {
        return nanos;
    }

    @Override
    public boolean next() throws IOException {
        int read = in.readNBytes(header.array(), 0, RECORD_HEADER);
        if (read == 0) {
            return false;
        }
        if (read < RECORD_HEADER) {
            throw new PcapException(
                    file + " ends at offset " + (offset + read) + ", within the header of the record at "
                            + "offset " + offset + ": expected " + RECORD_HEADER + " bytes, found " + read);
        }
        seconds = Integer.toUnsignedLong(header.getInt(0));
        fraction = Integer.toUnsignedLong(header.getInt(4));
        long captured = Integer.toUnsignedLong(header.getInt(8));
        originalLength = header.getInt(12);
        if (captured > MAX_FRAME_LENGTH) {
            throw new PcapException(file + " has a record at offset " + offset + " of " + captured
                    + " bytes: expected at most " + MAX_FRAME_LENGTH);
        }
        length = (int) captured;
        read = in.readNBytes(frame, 0, length);
        if (read < length) {
            throw new PcapException(file + " ends at offset " + (offset + RECORD_HEADER + read) + ", within the record"
                    + " at offset " + offset + ": expected " + length + " bytes, found " + read);
        }
        offset += RECORD_HEADER + length;
        return true;
    }

    @Override
    public byte[] frame() {
        return frame;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public int originalLength() {
        return originalLength;
    }

    /** Time stamp: seconds since 1970. */
    public long seconds() {
        return seconds;
    }

    /** Time stamp: micro- or nanoseconds of the second, as {@link #nanos} says. */
    public long fraction() {
        return fraction;
    }

    @Override
    public long epochNanos() {
        return seconds * 1_000_000_000 + (nanos ? fraction : fraction * 1_000);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
