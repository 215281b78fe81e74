package org.netserv.node.replay;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the frames of a pcapng file: sections in either byte order, interfaces of the link types that we know, and the three blocks
 * that have packets (enhanced, simple and the obsolete one). Other blocks, names, comments and statistics are left out.
 *
 * <p><b>Ownership.</b> {@link #frame} is overwritten by the next {@link #next}.
 *
 * <p><b>Thread.</b> One.
 *
 * <p><b>Errors.</b> {@link PcapException} with the file, the offset and what was expected there.
 *
 * <p><b>Source.</b> draft-ietf-opsawg-pcapng.
 */
public final class PcapngReader implements CaptureReader {
    static final int SECTION_HEADER = 0x0a0d0d0a;
    private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int OBSOLETE_PACKET = 2;
    private static final int SIMPLE_PACKET = 3;
    private static final int ENHANCED_PACKET = 6;

    private static final int BLOCK_HEADER = 8;
    private static final int BLOCK_FRAME = 12;
    private static final int INTERFACE_HEADER = 8;
    private static final int PACKET_HEADER = 20;
    private static final int SIMPLE_HEADER = 4;
    private static final int MOST_INTERFACES = 65_536;

    private static final int OPTION_RESOLUTION = 9;
    private static final int MOST_OPTION_BYTES = 65_536;
    private static final long NANOS = 1_000_000_000;
    private static final long MICROS = 1_000_000;

    /** One interface of the section. */
    private record Description(LinkType linkType, long snapLength, long unitsPerSecond) {}

    private final Path file;
    private final InputStream in;
    private final byte[] frame = new byte[PcapReader.MAX_FRAME_LENGTH];
    private final ByteBuffer header = ByteBuffer.allocate(BLOCK_HEADER + PACKET_HEADER);
    private final List<Description> interfaces = new ArrayList<>();
    private long offset;
    private long blockAt;
    private LinkType linkType = LinkType.RAW;
    private int length;
    private int originalLength;
    private long epochNanos;

    /** Opens a file, which has to begin with a section. */
    public PcapngReader(Path file) throws IOException {
        this.file = file;
        in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    }

    static boolean isPcapng(Path file) throws IOException {
        try (InputStream begin = Files.newInputStream(file)) {
            byte[] magic = begin.readNBytes(Integer.BYTES);
            return magic.length == Integer.BYTES && ByteBuffer.wrap(magic).getInt() == SECTION_HEADER;
        }
    }

    @Override
    public boolean next() throws IOException {
        while (true) {
            blockAt = offset;
            int read = in.readNBytes(header.array(), 0, BLOCK_HEADER);
            offset += read;
            if (read == 0) {
                return false;
            }
            if (read < BLOCK_HEADER) {
                throw ends("the header of the block", BLOCK_HEADER);
            }
            int type = header.getInt(0);
            if (type == SECTION_HEADER) {
                section();
                continue;
            }
            long bytes = blockBytes();
            boolean isPacket = switch (type) {
                case INTERFACE_DESCRIPTION -> describe(bytes - BLOCK_FRAME);
                case ENHANCED_PACKET, OBSOLETE_PACKET -> packet(type, bytes - BLOCK_FRAME);
                case SIMPLE_PACKET -> simplePacket(bytes - BLOCK_FRAME);
                default -> false;
            };
            skip(blockAt + bytes - offset);
            if (isPacket) {
                return true;
            }
        }
    }

    /** The byte order of all that follows stands behind the block's length. */
    private void section() throws IOException {
        fill(BLOCK_HEADER, Integer.BYTES);
        header.order(ByteOrder.BIG_ENDIAN);
        if (header.getInt(BLOCK_HEADER) != BYTE_ORDER_MAGIC) {
            header.order(ByteOrder.LITTLE_ENDIAN);
        }
        if (header.getInt(BLOCK_HEADER) != BYTE_ORDER_MAGIC) {
            throw new PcapException(file + " has no byte-order magic at offset " + (blockAt + BLOCK_HEADER)
                    + ": expected 1a2b3c4d in one order or the other");
        }
        interfaces.clear();
        skip(blockAt + blockBytes() - offset);
    }

    private long blockBytes() throws PcapException {
        long bytes = Integer.toUnsignedLong(header.getInt(Integer.BYTES));
        if (bytes < BLOCK_FRAME || bytes % Integer.BYTES != 0 || bytes < offset - blockAt) {
            throw new PcapException(file + " has a block of " + bytes + " bytes at offset " + blockAt
                    + ": expected a multiple of 4 of at least " + Math.max(BLOCK_FRAME, offset - blockAt));
        }
        return bytes;
    }

    private boolean describe(long room) throws IOException {
        require(room, INTERFACE_HEADER, "an interface description");
        fill(BLOCK_HEADER, INTERFACE_HEADER);
        int number = header.getShort(BLOCK_HEADER) & 0xffff;
        LinkType type = LinkType.of(number);
        if (type == null) {
            throw new PcapException(file + " has an interface of link type " + number + " at offset " + blockAt
                    + ": expected " + LinkType.NAMES);
        }
        if (interfaces.size() == MOST_INTERFACES) {
            throw new PcapException(file + " has more than " + MOST_INTERFACES + " interfaces in a section");
        }
        long snapLength = Integer.toUnsignedLong(header.getInt(BLOCK_HEADER + Integer.BYTES));
        interfaces.add(new Description(type, snapLength == 0 ? PcapReader.MAX_FRAME_LENGTH : snapLength,
                unitsPerSecond(room - INTERFACE_HEADER)));
        return false;
    }

    /** By the option if_tsresol; without it microseconds. */
    private long unitsPerSecond(long room) throws IOException {
        long left = Math.min(room, MOST_OPTION_BYTES);
        while (left >= Integer.BYTES) {
            fill(0, Integer.BYTES);
            int code = header.getShort(0);
            int bytes = header.getShort(Short.BYTES) & 0xffff;
            long padded = (bytes + 3L) & -Integer.BYTES;
            left -= Integer.BYTES + padded;
            if (code == 0 || left < 0) {
                return MICROS;
            }
            if (code == OPTION_RESOLUTION && bytes == 1) {
                fill(0, Integer.BYTES);
                return unitsPerSecond(header.get(0));
            }
            skip(padded);
        }
        return MICROS;
    }

    private long unitsPerSecond(byte resolution) throws PcapException {
        int exponent = resolution & 0x7f;
        boolean binary = resolution < 0;
        if (exponent > (binary ? Long.SIZE - 2 : 18)) {
            throw new PcapException(file + " has an interface at offset " + blockAt + " with a time resolution of "
                    + (binary ? 2 : 10) + "^-" + exponent + " s: expected at least 2^-62 or 10^-18");
        }
        long units = 1;
        for (int i = 0; i < exponent; i++) {
            units *= binary ? 2 : 10;
        }
        return units;
    }

    private boolean packet(int type, long room) throws IOException {
        require(room, PACKET_HEADER, "a packet");
        fill(BLOCK_HEADER, PACKET_HEADER);
        long number = type == ENHANCED_PACKET ? Integer.toUnsignedLong(header.getInt(BLOCK_HEADER))
                : header.getShort(BLOCK_HEADER) & 0xffff;
        Description from = description(number);
        long time = Integer.toUnsignedLong(header.getInt(BLOCK_HEADER + 4)) << Integer.SIZE
                | Integer.toUnsignedLong(header.getInt(BLOCK_HEADER + 8));
        epochNanos = nanos(time, from.unitsPerSecond);
        originalLength = header.getInt(BLOCK_HEADER + 16);
        return frame(from, Integer.toUnsignedLong(header.getInt(BLOCK_HEADER + 12)), room - PACKET_HEADER);
    }

    private boolean simplePacket(long room) throws IOException {
        require(room, SIMPLE_HEADER, "a simple packet");
        fill(BLOCK_HEADER, SIMPLE_HEADER);
        Description from = description(0);
        epochNanos = 0;
        originalLength = header.getInt(BLOCK_HEADER);
        long captured = Math.min(from.snapLength, Integer.toUnsignedLong(originalLength));
        return frame(from, captured, room - SIMPLE_HEADER);
    }

    private Description description(long number) throws PcapException {
        if (number >= interfaces.size()) {
            throw new PcapException(file + " has a packet at offset " + blockAt + " of interface " + number
                    + ": expected one of the " + interfaces.size() + " described before");
        }
        return interfaces.get((int) number);
    }

    private boolean frame(Description from, long captured, long room) throws IOException {
        if (captured > PcapReader.MAX_FRAME_LENGTH || captured > room) {
            throw new PcapException(file + " has a packet at offset " + blockAt + " of " + captured
                    + " bytes: expected at most " + Math.min(room, PcapReader.MAX_FRAME_LENGTH));
        }
        linkType = from.linkType;
        length = (int) captured;
        int read = in.readNBytes(frame, 0, length);
        offset += read;
        if (read < length) {
            throw ends("the packet", length);
        }
        return true;
    }

    private static long nanos(long time, long unitsPerSecond) {
        long seconds = Long.divideUnsigned(time, unitsPerSecond);
        long rest = Long.remainderUnsigned(time, unitsPerSecond);
        // The product fits as long as there are not more than some 9 units in a nanosecond.
        long part = unitsPerSecond <= Long.MAX_VALUE / NANOS ? rest * NANOS / unitsPerSecond
                : (long) ((double) rest / unitsPerSecond * NANOS);
        return seconds * NANOS + part;
    }

    private void require(long room, int bytes, String what) throws PcapException {
        if (room < bytes) {
            throw new PcapException(file + " has " + what + " at offset " + blockAt + " in a block with room for "
                    + room + " bytes: expected at least " + bytes);
        }
    }

    private void fill(int at, int bytes) throws IOException {
        int read = in.readNBytes(header.array(), at, bytes);
        offset += read;
        if (read < bytes) {
            throw ends("the block", bytes);
        }
    }

    private void skip(long bytes) throws IOException {
        try {
            in.skipNBytes(bytes);
            offset += bytes;
        } catch (EOFException e) {
            throw new PcapException(file + " ends within the block at offset " + blockAt);
        }
    }

    private PcapException ends(String what, int expected) {
        return new PcapException(file + " ends at offset " + offset + ", within " + what + " at offset " + blockAt
                + ": expected " + expected + " bytes");
    }

    @Override
    public LinkType linkType() {
        return linkType;
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

    @Override
    public long epochNanos() {
        return epochNanos;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
