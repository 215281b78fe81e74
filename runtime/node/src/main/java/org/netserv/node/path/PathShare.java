package org.netserv.node.path;

/**
 * The packet threads of a packet path that are one plane's: all of them, or some where there are several planes.
 *
 * <p><b>Thread.</b> Any; what {@link #worker} returns is one packet thread's.
 */
public interface PathShare {
    /** The packet path of packet thread {@code i}, from 0; those in quarantine come last. */
    PacketWorker worker(int i);

    /** Number of packet threads, also those in quarantine. */
    int workers();

    /** Number of packet threads that modules are tried on. */
    int quarantine();

    /** Packets that this plane is to send, beside those that it brings. */
    EmitQueue emitQueue();
}
