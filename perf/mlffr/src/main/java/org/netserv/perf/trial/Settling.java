package org.netserv.perf.trial;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.netserv.perf.traffic.Received;
import org.netserv.perf.traffic.Sink;

/**
 * Waits after a trial until what is under way has arrived or is lost.
 *
 * <p>That nothing moves does not say that nothing is under way: while the router's CPU is taken away, by the hypervisor or by a
 * thread that comes before those of the network, packets lie in the ring of an interface, where nobody shows them. So an account that
 * is open is given more time than one that adds up.
 *
 * <p><b>Thread.</b> The measuring one.
 */
final class Settling {
    /** What it takes a veth and a queue to run dry once nothing comes in any more, many times over. */
    private static final long QUIET_NANOS = Duration.ofMillis(6).toNanos();
    /** Longer than the scheduler has ordinary threads wait for real-time ones, which is a second. */
    private static final long PATIENCE_NANOS = Duration.ofMillis(1500).toNanos();
    private static final long LOOK_NANOS = Duration.ofMillis(2).toNanos();
    private static final long MAX_WAIT_NANOS = Duration.ofSeconds(3).toNanos();

    private final Sink sink;
    private final Between between;
    private final Map<String, Long> before;

    /** What comes after a trial; losses are those before it. */
    Settling(Sink sink, Between between, Map<String, Long> before) {
        this.sink = sink;
        this.between = between;
        this.before = before;
    }

    /** What has arrived of so many packets, when nothing is due any more. */
    Received await(long packets) {
        long start = System.nanoTime();
        long still = start;
        Received last = sink.read();
        while (true) {
            LockSupport.parkNanos(LOOK_NANOS);
            long now = System.nanoTime();
            Received next = sink.read();
            if (next.packets() != last.packets() || between.waiting() > 0) {
                still = now;
            }
            last = next;
            boolean due = next.packets() < packets && now - start < sink.grace().toNanos();
            boolean quiet = now - still >= QUIET_NANOS && !due;
            boolean settled = quiet && (now - still >= PATIENCE_NANOS || isClosed(packets, next));
            if (settled || now - start >= MAX_WAIT_NANOS) {
                return last;
            }
        }
    }

    /** Whether it is known where every packet is. */
    private boolean isClosed(long packets, Received received) {
        return !between.isAccountable() || packets == received.packets()
                + lost().values().stream().mapToLong(Long::longValue).sum();
    }

    /** Losses since before the trial, where there were any. */
    Map<String, Long> lost() {
        Map<String, Long> lost = new TreeMap<>();
        between.losses().forEach((place, packets) -> {
            long more = packets - before.getOrDefault(place, 0L);
            if (more != 0) {
                lost.put(place, more);
            }
        });
        return lost;
    }
}
