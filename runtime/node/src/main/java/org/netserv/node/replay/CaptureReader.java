package org.netserv.node.replay;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The frames of a capture file, one after the other.
 *
 * <p><b>Ownership.</b> {@link #frame} is overwritten by the next {@link #next}.
 *
 * <p><b>Thread.</b> One.
 *
 * <p><b>Errors.</b> {@link PcapException} with the file, the offset and what was expected there.
 */
public interface CaptureReader extends Closeable {
    /** A frame has no IP packet. */
    int NO_PACKET = -1;

    /** Opens a file of either format: classic pcap or pcapng. */
    static CaptureReader open(Path file) throws IOException {
        return PcapngReader.isPcapng(file) ? new PcapngReader(file) : new PcapReader(file);
    }

    /** Reads the next frame; false at the end of the file. */
    boolean next() throws IOException;

    /** What the frame is. */
    LinkType linkType();

    /** The frame's bytes: the first {@link #length} of this array, link-layer header included. */
    byte[] frame();

    /** How many bytes were captured. */
    int length();

    /** How many bytes the frame had on its link. */
    int originalLength();

    /** Time stamp: nanoseconds since 1970; 0 if there is none. */
    long epochNanos();

    /** Where in the frame its IP packet begins, or {@link #NO_PACKET}. */
    default int packetOffset() {
        LinkType type = linkType();
        return type.carriesIp(frame(), length()) ? type.headerLength(frame(), length()) : NO_PACKET;
    }
}
