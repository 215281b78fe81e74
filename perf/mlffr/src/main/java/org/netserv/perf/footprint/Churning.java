package org.netserv.perf.footprint;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.netserv.rig.RigException;

/**
 * Publishers whose modules come by SETUP and go when their TTL is over, many times faster than in a network.
 *
 * <p><b>Thread.</b> One; it has others send. Each publisher is spoken for by one of them.
 */
public final class Churning {
    private static final int PER_SECOND = 20;
    private static final Duration TTL = Duration.ofSeconds(2);
    /** When the last TTL is over, and what it ended has gone. */
    private static final Duration OVER = TTL.plusSeconds(3);
    private static final int SENDERS = 4;

    private final List<Tenant> tenants;
    private final SmallModules modules;
    private int next;

    /** All combinations of a publisher and a module take turns; there must be more than are there at a time. */
    public Churning(List<Tenant> tenants, SmallModules modules) {
        if (tenants.size() % SENDERS != 0 || tenants.size() * modules.count() <= setups(TTL)) {
            throw new IllegalArgumentException("publishers=" + tenants.size() + " modules=" + modules.count());
        }
        this.tenants = List.copyOf(tenants);
        this.modules = modules;
    }

    /** How many SETUPs go into a time. */
    public static int setups(Duration time) {
        return Math.toIntExact(time.toSeconds() * PER_SECOND);
    }

    /**
     * Sends so many, and waits until all of their modules have gone.
     *
     * <p><b>Errors.</b> {@link RigException} if one is refused.
     *
     * @return seconds that sending took
     */
    public double run(int setups) throws InterruptedException {
        long begun = System.nanoTime();
        try (ExecutorService senders = Executors.newFixedThreadPool(SENDERS)) {
            List<Future<?>> sent = new ArrayList<>();
            for (int sender = 0; sender < SENDERS; sender++) {
                int of = sender;
                sent.add(senders.submit(() -> send(of, begun, setups)));
            }
            for (Future<?> each : sent) {
                await(each, senders);
            }
        }
        next += setups;
        double seconds = (System.nanoTime() - begun) / 1e9;
        Thread.sleep(OVER);
        return seconds;
    }

    private void send(int sender, long begun, int setups) {
        for (int n = 0; n < setups && !Thread.currentThread().isInterrupted(); n++) {
            int turn = next + n;
            int tenant = turn % tenants.size();
            if (tenant % SENDERS == sender) {
                waitUntil(begun + TimeUnit.SECONDS.toNanos(n) / PER_SECOND);
                modules.install(tenants.get(tenant), turn / tenants.size() % modules.count(), TTL);
            }
        }
    }

    private static void waitUntil(long due) {
        while (System.nanoTime() - due < 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(due - System.nanoTime());
        }
    }

    private static void await(Future<?> sent, ExecutorService senders) throws InterruptedException {
        try {
            sent.get();
        } catch (InterruptedException e) {
            senders.shutdownNow();
            throw e;
        } catch (ExecutionException e) {
            senders.shutdownNow();
            if (e.getCause() instanceof RigException refused) {
                throw refused;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
