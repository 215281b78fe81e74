package org.netserv.perf.router;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a router under test is set up; the same for all configurations of a ladder.
 *
 * @param distribution the node as it is delivered: {@code jvm.args}, {@code run.args}, {@code lib}, {@code modules}
 * @param yardsticks folder of the C programs
 * @param queueLength packets that may wait for a container's verdict
 * @param receiveBuffer bytes of packets that may wait to be received by a container
 * @param scheduling of packet threads, in C and in Java
 * @param guest a second publisher of the node; null if there is none
 * @param jvm options of the node's JVM beside those that it is delivered with; may be empty
 */
public record RouterOptions(Path distribution, Path yardsticks, int queueLength, int receiveBuffer,
        Scheduling scheduling, @Nullable Guest guest, String jvm) {

    /** The node's own defaults. */
    public static final int QUEUE_LENGTH = 16_384;
    /** The node's own defaults. */
    public static final int RECEIVE_BUFFER = 16 << 20;

    /** What a source tree's build has made, with the node's own defaults but for scheduling. */
    public static RouterOptions of(Path root) {
        return new RouterOptions(root.resolve("runtime/cli/target/netserv"), root.resolve("perf/native/target"),
                QUEUE_LENGTH, RECEIVE_BUFFER, Scheduling.AHEAD_OF_NAPI, null, "");
    }

    /** The same with another queue length. */
    public RouterOptions withQueueLength(int newQueueLength) {
        return new RouterOptions(distribution, yardsticks, newQueueLength, receiveBuffer, scheduling, guest, jvm);
    }

    /** The same with a guest, and packet threads that give way as the node's own do. */
    public RouterOptions withGuest(Guest newGuest) {
        return new RouterOptions(distribution, yardsticks, queueLength, receiveBuffer, Scheduling.ORDINARY, newGuest,
                jvm);
    }

    /** The same with other options of the node's JVM. */
    public RouterOptions withJvm(String newJvm) {
        return new RouterOptions(distribution, yardsticks, queueLength, receiveBuffer, scheduling, guest, newJvm);
    }
}
