package org.netserv.cli.service;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the heap small while little is allocated. The JVM lets it grow to much more than what is alive in it, up to its
 * maximum, before it collects; up to a soft limit it collects first, and gives back what is above. A fixed one would have
 * it collect without end for a publisher that allocates much, so this one moves: twice what is alive, and more as long as
 * collections follow each other closely.
 *
 * <p><b>Units.</b> Bytes.
 *
 * <p><b>Thread.</b> A virtual one, as all of the control plane.
 */
public final class SoftHeapLimit {
    static final long LEAST = 40L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(SoftHeapLimit.class);
    private static final String OPTION = "SoftMaxHeapSize";
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);
    /** Of whole heaps or young objects, between two looks. */
    private static final int CLOSE = 2;

    private final long most;
    private long limit = LEAST;
    private long collections;

    SoftHeapLimit(long most) {
        this.most = most;
    }

    /** Begins, if the JVM's collector knows a soft limit; for as long as the process lives. */
    public static void begin() {
        HotSpotDiagnosticMXBean machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        if (Boolean.parseBoolean(machine.getVMOption("UseZGC").getValue())) {
            SoftHeapLimit soft = new SoftHeapLimit(Runtime.getRuntime().maxMemory());
            Thread.ofVirtual().name("netserv-heap-limit").start(() -> soft.run(machine));
        }
    }

    private void run(HotSpotDiagnosticMXBean machine) {
        List<GarbageCollectorMXBean> cycles = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .filter(bean -> bean.getName().endsWith("Cycles")).toList();
        List<MemoryPoolMXBean> heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getCollectionUsage() != null).toList();
        long told = most;
        try {
            while (true) {
                Thread.sleep(BETWEEN_LOOKS); // first of all: a start that has just come to its end needs no collection
                long next = next(cycles.stream().mapToLong(GarbageCollectorMXBean::getCollectionCount).sum(),
                        heap.stream().map(MemoryPoolMXBean::getCollectionUsage).mapToLong(MemoryUsage::getUsed).sum());
                if (next != told) {
                    told = next;
                    machine.setVMOption(OPTION, Long.toString(next));
                    LOG.debug("soft limit of the heap: {} MB", next >> 20);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * The limit from now on.
     *
     * @param collectionsSoFar of whole heaps and of young objects
     * @param alive after the last of them
     */
    long next(long collectionsSoFar, long alive) {
        long wanted = Math.max(LEAST, 2 * alive);
        long since = collectionsSoFar - collections;
        collections = collectionsSoFar;
        if (since >= CLOSE) {
            limit = Math.max(2 * limit, wanted);
        } else if (since == 0 || limit < wanted) {
            limit = Math.max(limit / 2, wanted);
        }
        limit = Math.min(limit, most);
        return limit;
    }
}
