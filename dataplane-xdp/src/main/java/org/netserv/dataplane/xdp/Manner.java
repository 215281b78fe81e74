package org.netserv.dataplane.xdp;

import org.netserv.dataplane.xdp.ring.PortGroup.Copying;

/**
 * How packets get from the drivers to packet threads, where there is more than one way.
 *
 * @param copying whether drivers work in the node's memory; {@link Copying#AUTO} is zero copy wherever it can be had
 * @param busyPoll whether packet threads do the drivers' receive work
 */
record Manner(Copying copying, boolean busyPoll) {

    /** As options say, and where they leave it open as an engine is to begin: zero copy if it can be had, and no busy polling. */
    static Manner first(XdpOptions options) {
        return new Manner(options.copying(), options.busyPoll() == XdpOptions.BusyPoll.YES);
    }

    /** For people, and for the file of what was measured: {@code copy} or {@code zero-copy}, {@code +busy-poll}. */
    @Override
    public String toString() {
        return (copying == Copying.COPY ? "copy" : "zero-copy") + (busyPoll ? "+busy-poll" : "");
    }
}
