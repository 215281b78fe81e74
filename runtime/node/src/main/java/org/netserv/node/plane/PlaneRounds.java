package org.netserv.node.plane;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has planes look after what they have in the kernel, again and again, each on a thread of its own: the kernel's tools may hang.
 *
 * <p><b>Thread.</b> Any.
 */
public final class PlaneRounds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PlaneRounds.class);
    private static final Duration PERIOD = Duration.ofSeconds(5);

    private final ScheduledExecutorService rounds;

    private PlaneRounds(int planes) {
        rounds = new ScheduledThreadPoolExecutor(planes, Thread.ofPlatform().name("netserv-plane").daemon().factory());
    }

    /** Begins, for planes that have been started. */
    public static PlaneRounds begin(List<ForwardingPlane> planes) {
        return begin(planes, PERIOD);
    }

    /** The same with so much time between the end of a round and the next. */
    @SuppressWarnings("FutureReturnValueIgnored") // it ends with the executor, and logs what it meets
    static PlaneRounds begin(List<ForwardingPlane> planes, Duration period) {
        PlaneRounds begun = new PlaneRounds(planes.size());
        planes.forEach(plane -> begun.rounds.scheduleWithFixedDelay(() -> round(plane), period.toNanos(),
                period.toNanos(), TimeUnit.NANOSECONDS));
        return begun;
    }

    private static void round(ForwardingPlane plane) {
        try {
            plane.reconcile();
        } catch (RuntimeException | Error e) { // it would not be called again
            LOG.error("plane {} failed to look after what it has in the kernel", plane.name(), e);
        }
    }

    /** Begins no other round. One under way is not interrupted: the plane waits for it when it is closed. */
    @Override
    public void close() {
        rounds.shutdown();
    }
}
