package org.netserv.api;

/**
 * The part of a module that sits in the packet path.
 *
 * <p><b>Thread.</b> A packet thread of the node; with several receive queues, several packet threads call one processor
 * at the same time, each with its own {@link Packet#worker} number. Packets of one flow come in order, on one
 * thread, but for the moment in which the module is released from quarantine or goes back.
 */
@FunctionalInterface
public interface PacketProcessor {

    /**
     * Decides on one packet. It must return quickly, block on nothing and, to keep the forwarding rate, allocate
     * nothing.
     *
     * <p><b>Ownership.</b> {@code packet} is borrowed for the call: afterwards, and on any other thread, each access to
     * it throws {@link IllegalStateException}.
     *
     * <p><b>Errors.</b> When it throws, or returns null, the packet gets the module's {@code fail-policy} (pass
     * unprocessed, or drop), and the fault is counted against the module.
     */
    Verdict process(Packet packet);
}
