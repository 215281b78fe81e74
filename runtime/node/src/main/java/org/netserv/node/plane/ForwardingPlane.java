package org.netserv.node.plane;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.path.PacketPath;
import org.netserv.node.path.PathShare;

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
 * <p><b>Thread.</b> {@link #deliver} and {@link #settings}: any, one at a time. {@link #reconcile}, {@link #troubles} and
 * {@link #isRunning}: any. Packet threads are the plane's own.
 */
public interface ForwardingPlane extends PacketPath.Hook, AutoCloseable {

    /** Its name in configuration and on the command line. */
    String name();

    /** Starts its packet threads. Until {@link #deliver} names filters, no packet comes. */
    void start() throws PlaneException;

    /** Whether the packet threads that it has started all run and get on: otherwise the node is to be started anew. */
    default boolean isRunning() {
        return true; // a plane that has none of its own, such as one over a file
    }

    /** How it is set up, as it is rather than as was asked: for {@code status}. */
    Map<String, String> settings();

    /**
     * Looks whether what the plane has put into the kernel is there as it should be, and puts back what is not. The node asks
     * for it every few seconds, as others may change the kernel's tables; a plane that has nothing there has nothing to do.
     * What is found is counted and logged; what cannot be done is one of the {@link #troubles}, and tried again.
     *
     * <p><b>Thread.</b> It takes as long as the kernel's tools do, within limits; {@link #deliver} waits for it.
     */
    default void reconcile() {}

    /**
     * What keeps the plane from its work now, a sentence each; none when it is well. A packet thread that does not get on is
     * among them within a second. Quick, whatever the plane is busy with: health checks ask it.
     */
    default List<String> troubles() {
        return List.of();
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
         * Which of its interfaces a plane with these options can have, here and now. Changes nothing.
         *
         * @throws PlaneException if the interfaces cannot be looked at
         */
        default Survey survey(Map<String, String> options) throws PlaneException {
            return Survey.CLEAR;
        }

        /**
         * What such a plane finds of the host, in the network namespace of the calling thread, also where it could not work. Changes
         * nothing, and fails never.
         */
        default List<HostCheck> examine() {
            return List.of();
        }

        /**
         * A plane that is set up and holds its kernel resources, not started.
         *
         * @throws PlaneException if an option has a bad value, or the kernel refuses; then nothing is left behind
         */
        ForwardingPlane open(Map<String, String> options, PathShare path, NodeCounters counters)
                throws PlaneException;

        /**
         * The same for a node that keeps things: the plane may have a file there, which begins with {@code plane-} and its name, for
         * what it has found out and need not find out again.
         *
         * @param state the node's folder
         */
        default ForwardingPlane open(Map<String, String> options, PathShare path, NodeCounters counters, Path state)
                throws PlaneException {
            return open(options, path, counters);
        }
    }
}
