package org.netserv.ffi;

import java.lang.foreign.Arena;

/**
 * An XDP program on an interface.
 *
 * <p><b>Ownership.</b> {@link #close} takes it off; so does the end of the process, in whatever way it ends.
 */
public final class XdpLink implements AutoCloseable {
    private final int fd;
    private final XdpMode mode;
    private boolean closed;

    XdpLink(int fd, XdpMode mode) {
        this.fd = fd;
        this.mode = mode;
    }

    /** Where the program runs. */
    public XdpMode mode() {
        return mode;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            try (Arena arena = Arena.ofConfined()) {
                Libc.close(Downcalls.allocateCapture(arena), fd);
            }
        }
    }
}
