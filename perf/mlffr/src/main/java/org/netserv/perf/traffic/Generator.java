package org.netserv.perf.traffic;

/**
 * Puts traffic on the wire.
 *
 * <p><b>Thread.</b> One at a time, except for {@link #stop}.
 */
public sealed interface Generator extends AutoCloseable permits LiveFrameGenerator, PacketSocketGenerator {

    /**
     * SCHED_FIFO priority for its thread: below the NAPI threads on that CPU, whose work must not wait for it, and above
     * everything else. Without, builds on both CPUs took a tenth of its time at 500 kpps; with it, less than 2 in 1,000.
     */
    int PRIORITY = 10;

    /** What results call it. */
    String name();

    /** Says what to send from now on. */
    void use(Traffic traffic, Endpoints endpoints);

    /**
     * Says how large a burst may be; a generator may keep to less. Longer bursts cost less of what comes behind the
     * generator on its CPU, as a NIC's interrupt coalescing does, and keep that CPU busy for longer.
     *
     * @param nanos that its packets span at most
     * @param packets at most
     */
    void bursts(long nanos, int packets);

    /**
     * Notes the time of every so many packets, for a sink of the same programs to tell how long they took.
     *
     * @param packets 0 for none
     */
    void timeEvery(int packets);

    /**
     * Sends and returns when all is on the wire.
     *
     * @param packets how many
     * @param packetsPerSecond how fast; 0 for as fast as it can
     */
    Sent send(long packets, double packetsPerSecond);

    /** Ends a {@link #send} that is under way, soon. */
    void stop();

    @Override
    void close();
}
