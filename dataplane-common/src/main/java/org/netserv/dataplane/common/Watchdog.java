package org.netserv.dataplane.common;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.counters.Tally;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks five times a second whether the plane's threads get on: says which does not, lets pass what waits for it, and replaces
 * one that has died.
 *
 * <p>It counts looks, and not time: while the whole process stands still, for the collector or the host, nobody is to blame.
 *
 * <p><b>Thread.</b> {@link #run} is a platform thread of its own; {@link #troubles} any.
 */
public final class Watchdog implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
    /** Looks without a beat, while something waits for it, after which a thread is stuck: it is known within 0.8 s. */
    private static final int PATIENCE = 3;
    /** Looks without a beat, after which packets do not wait any longer, but pass. */
    private static final int RELIEF = 10;
    private static final Duration ASLEEP = Duration.ofSeconds(3);
    /** A thread that dies sooner than this after the last one is not written about again. */
    private static final Duration QUIET = Duration.ofSeconds(10);

    private final List<Watched> watched = new ArrayList<>();
    private final Tally stuck;
    private final Tally restarted;
    private final Tally passed;
    private final InNamespace namespace;
    private volatile List<String> troubles = List.of();
    private volatile long lastLook;
    private volatile @Nullable Thread thread;
    private volatile boolean stopping;

    /** One for these threads, which it does not start. */
    public Watchdog(List<PlaneThread> threads, InNamespace namespace, NodeCounters counters) {
        this.namespace = namespace;
        threads.forEach(each -> watched.add(new Watched(each)));
        stuck = counters.allocate(namespace.plane() + ".threads.stuck");
        restarted = counters.allocate(namespace.plane() + ".threads.restarted");
        passed = counters.allocate(namespace.plane() + ".threads.passed");
    }

    private static final class Watched {
        private final PlaneThread thread;
        private long beats = -1;
        private int without;
        private long stuckSince;
        private @Nullable String trouble;
        private @Nullable Long diedAt;

        Watched(PlaneThread thread) {
            this.thread = thread;
        }
    }

    /** Begins to look. */
    public void start() {
        lastLook = System.nanoTime();
        thread = Thread.ofPlatform().daemon().name("netserv-" + namespace.plane() + "-watch").start(this);
    }

    /** What is wrong with the threads now, a sentence each. */
    public List<String> troubles() {
        if (thread != null && !stopping) {
            long asleep = System.nanoTime() - lastLook;
            if (asleep > ASLEEP.toNanos()) {
                List<String> all = new ArrayList<>(troubles);
                all.add("the watchdog of the plane's threads has not looked for "
                        + TimeUnit.NANOSECONDS.toSeconds(asleep) + " s");
                return all;
            }
        }
        return troubles;
    }

    @Override
    public void run() {
        namespace.enter();
        while (!stopping) {
            LockSupport.parkNanos(this, BETWEEN_LOOKS.toNanos());
            if (!stopping) {
                try {
                    look();
                } catch (RuntimeException | Error e) { // such as memory that there is not: it looks again
                    LOG.error("the watchdog failed", e);
                }
            }
        }
    }

    /** Looks once. */
    void look() {
        List<String> found = new ArrayList<>();
        for (Watched each : watched) {
            if (each.thread.isDead()) {
                try {
                    replace(each);
                } catch (OutOfMemoryError e) { // also when there are too many threads: it is tried at the next look
                    each.trouble = "thread " + each.thread.name() + " has died and cannot be started again: "
                            + e.getMessage();
                }
            } else {
                listen(each);
            }
            if (each.trouble != null) {
                found.add(each.trouble);
            }
        }
        troubles = List.copyOf(found);
        lastLook = System.nanoTime();
    }

    private void replace(Watched each) {
        Throwable death = each.thread.takeDeath();
        // It is in trouble until it has got on: one that dies again and again never does.
        each.trouble = "thread " + each.thread.name() + " has died";
        each.without = 0;
        each.beats = each.thread.loop().beats();
        each.thread.start();
        restarted.add(1);
        long now = System.nanoTime();
        boolean quiet = each.diedAt != null && now - each.diedAt <= QUIET.toNanos();
        each.diedAt = now;
        if (!quiet) {
            LOG.error("thread {} has died and was started again", each.thread.name(), death);
        }
    }

    private void listen(Watched each) {
        long beats = each.thread.loop().beats();
        if (beats != each.beats) {
            if (each.without >= PATIENCE) {
                LOG.warn("thread {} gets on again, after {} ms", each.thread.name(),
                        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - each.stuckSince));
            }
            each.beats = beats;
            each.without = 0;
            each.trouble = null;
        } else if (each.trouble == null && !each.thread.loop().hasWork()) {
            each.without = 0;
        } else if (++each.without >= RELIEF) {
            relieve(each);
        } else if (each.without == PATIENCE) {
            stuck.add(1);
            each.stuckSince = System.nanoTime() - PATIENCE * BETWEEN_LOOKS.toNanos();
            each.trouble = "thread " + each.thread.name() + " does not get on: packets wait for it";
            LOG.error("thread {} has not got on for {} ms, {}", each.thread.name(),
                    PATIENCE * BETWEEN_LOOKS.toMillis(), each.thread.where());
        }
    }

    private void relieve(Watched each) {
        int packets = each.thread.loop().relieve();
        if (packets != WatchedLoop.WAIT_ON) {
            passed.add(packets);
            each.trouble = "thread " + each.thread.name() + " does not get on: its packets pass, unseen by modules";
        }
    }

    /** Ends it: no thread is started again any more. */
    @Override
    public void close() {
        stopping = true;
        Thread started = thread;
        if (started != null) {
            LockSupport.unpark(started);
            joinUninterruptibly(started);
        }
        stuck.close();
        restarted.close();
        passed.close();
    }

    private static void joinUninterruptibly(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
