package org.netserv.node.replay;

import java.io.IOException;

/** A file that is not the pcap file it should be: one sentence with what, where, and what was expected. */
public final class PcapException extends IOException {
    private static final long serialVersionUID = 1L;

    /** A fault in a file. */
    public PcapException(String message) {
        super(message);
    }
}
