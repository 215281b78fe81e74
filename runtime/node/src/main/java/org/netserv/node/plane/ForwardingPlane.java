package org.netserv.node.plane;

import java.util.Map;
import java.util.Optional;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.path.PacketPath;

/**
 * What brings packets from a network to the packet path and carries out its verdicts.
 *
 * <p>A plane receives in batches into memory of its own, has each batch decided by the {@code PacketWorker} of its
 * packet thread, and then:
 *
 * <ul>
 * <li>ACCEPT: forwards the packet, with its changes;
 * <li>DROP, CONSUME: frees it;
 * <li>REPLY: sends it back towards where it came from;
 * <li>and sends what is in {@link PacketPath#emitQueue}.
 * </ul>
 *
 * <p>A plane never loses a packet silently: what it cannot deliver, forward or send is counted by reason.
 *
 * <p><b>Thread.</b> {@link #deliver} and {@link #settings}: any, one at a time. Packet threads are the plane's own.
 */
public interface ForwardingPlane extends PacketPath.Hook, AutoCloseable {

    /** Its name in configuration and on the command line. */
    String name();

    /** Starts its packet threads. Until {@link #deliver} names filters, no packet comes. */
    void start() throws PlaneException;

    /** How it is set up, as it is rather than as was asked: for {@code status}. */
    Map<String, String> settings();

    /** What keeps it from forwarding as it should at present, as a sentence. Waits for nothing. <b>Thread.</b> Any. */
    default Optional<String> trouble() {
        return Optional.empty();
    }

    /** Stops its threads, with every packet that it holds decided, and takes back what it put into the kernel. */
    @Override
    void close();

    /**
     * Numbers of packet threads.
     *
     * @param shared for all modules
     * @param quarantine behind those, for modules that are being tried; 0 where a plane has no such
     */
    record Workers(int shared, int quarantine) {}

    /** Makes planes of one kind; found with {@link java.util.ServiceLoader}. */
    interface Provider {

        /** The kind's name. */
        String name();

        /** The packet threads that a plane with these options has. */
        Workers workers(Map<String, String> options) throws PlaneException;

        /**
         * A plane that is set up and holds its kernel resources, not started.
         *
         * @throws PlaneException if an option has a bad value, or the kernel refuses; then nothing is left behind
         */
        ForwardingPlane open(Map<String, String> options, PacketPath path, NodeCounters counters)
                throws PlaneException;
    }
}
