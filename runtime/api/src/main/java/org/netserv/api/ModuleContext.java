package org.netserv.api;

import java.util.List;
import java.util.Map;

/**
 * All that a module reaches outside itself.
 *
 * <p><b>Ownership.</b> Belongs to one started module; after {@link Module#stop} each call throws
 * {@link IllegalStateException}.
 *
 * <p><b>Thread.</b> Any, unless a method says otherwise.
 */
public interface ModuleContext {

    /** The module's id, {@code symbolicName_version}. */
    String moduleId();

    /** The node's id, as in the header {@code node-id}. */
    String nodeId();

    /** The {@code properties} of the SETUP message, unmodifiable. */
    Map<String, String> properties();

    /** Number of packet threads of the node, which call the module's processor at the same time; never changes. */
    int workers();

    /**
     * Puts a processor into the packet path, for the packets that the SETUP's filters select.
     *
     * <p><b>Thread.</b> The module's own, during its start.
     *
     * <p><b>Errors.</b> {@link IllegalStateException} if the module has registered one already, or has started
     * already.
     */
    void register(PacketProcessor processor);

    /** Writes to the node's log, under the module's name. */
    Log log();

    /**
     * The counter of that name, made when first asked for; the operator sees it beside the node's own.
     *
     * <p><b>Thread.</b> Any but a packet thread: make counters at start, and keep them.
     *
     * <p><b>Errors.</b> {@link IllegalArgumentException} unless the name matches {@code [a-z0-9_.-]{1,48}};
     * {@link IllegalStateException} when the module has too many, or on a packet thread.
     */
    Counter counter(String name);

    /**
     * Runs a task again and again, on the module's own thread.
     *
     * <p><b>Units.</b> {@code periodMillis}, at least 1. A run that takes longer than the period delays the next ones.
     *
     * <p><b>Thread.</b> Any but a packet thread.
     *
     * <p><b>Errors.</b> What the task throws is logged and counted as a fault of the module; the timer goes on.
     * {@link IllegalStateException} when the module has too many timers, is stopping, or on a packet thread.
     */
    Timer every(long periodMillis, Runnable task);

    /** Runs a task once after a delay, on the module's own thread. Threads and errors as {@link #every}. */
    Timer after(long delayMillis, Runnable task);

    /**
     * Starts a thread for work that takes longer than a timer's task may. It begins at once, or after {@link Module#start}
     * if that has not returned; it ends when its task does. When the module is about to stop the task is told so, and
     * sleeps no more; if it still runs a second after {@link Module#stop} it is ended.
     *
     * <p><b>Thread.</b> Any but a packet thread.
     *
     * <p><b>Errors.</b> {@link IllegalArgumentException} unless the name, a part of the thread's, matches
     * {@code [a-z0-9_.-]{1,32}}; {@link IllegalStateException} when the publisher's modules together have as many threads as the
     * operator lets them, when the module is stopping, or on a packet thread.
     */
    void thread(String name, ThreadTask task);

    /** Sends packets that no received packet gave rise to. */
    PacketEmitter emitter();

    /** Sends datagrams from the node's own address. */
    DatagramSender datagrams();

    /** What the module keeps on the node's disk. */
    Storage storage();

    /** The ports that the operator lets this publisher listen on. */
    List<Integer> permittedPorts();
}
