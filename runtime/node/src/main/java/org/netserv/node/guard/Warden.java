package org.netserv.node.guard;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Looks every two milliseconds whether a thread has been in publishers' code for longer, or has taken more memory there, than
 * it may, and has it taken out. CPU time counts: a thread that the host or the collector holds up is not to blame.
 *
 * <p><b>Thread.</b> Any. There is one in a JVM; it begins with the first watch, or with {@link #begin}.
 */
public final class Warden {
    private static final long LOOK_NANOS = 2_000_000;
    /** While nobody is in publishers' code for a limited time: whoever enters it then wakes the warden. */
    private static final long ASLEEP_NANOS = 500_000_000;
    /** In a row, without anybody there: then it goes to sleep. */
    private static final int QUIET_LOOKS = 5;
    /** What a visit may allocate: as much as a new connection's tables, many times over. */
    private static final long MAX_BYTES = 64L << 20;

    /** Read by each visit. Of the JVM, as there is one warden in it: a static field is one load. */
    private static volatile boolean asleep;

    private volatile @Nullable Runnable errand;
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Map<Watch, Visit> visits = new ConcurrentHashMap<>();
    /** Gates that threads are to leave by. Its own thread's. */
    private final Set<Gate> shut = new HashSet<>();
    private final Set<Gate> needed = new HashSet<>();
    /**
     * What was seen of a watch's thread when a visit was first seen.
     *
     * @param number of the visit
     * @param cpuNanos that the thread has used
     * @param bytes that it has allocated
     */
    private record Visit(long number, long cpuNanos, long bytes) {
        static final Visit NONE = new Visit(0, 0, 0);
    }

    private static final class Only {
        static final Warden WARDEN = new Warden();
        // It begins with the first watch, on a module's thread perhaps: that thread's class loader must not stay with it.
        static final Thread THREAD = Thread.ofPlatform().daemon().name("netserv-warden")
                .inheritInheritableThreadLocals(false).start(WARDEN::look);
    }

    private Warden() {}

    /** Watches the calling thread until it ends. */
    public static Watch watch() {
        Watch watch = Watch.begin();
        Only.WARDEN.visits.putIfAbsent(watch, Visit.NONE);
        return watch;
    }

    /**
     * Begins to look, if it has not yet. To be called before a publisher's first thread begins: a thread runs in the control group
     * of the one that starts it, and the first watch may be that one's. There, whoever loops on the packet path would keep the
     * warden from looking.
     *
     * @param errand run once on the warden's thread: it has to come before whom it takes out, where the host allows that
     */
    public static void begin(Runnable errand) {
        Only.WARDEN.errand = errand;
        wake();
    }

    /** A visit of limited time has begun, or one is to end. <b>Thread.</b> Any; packet threads mostly find the warden awake. */
    static void wake() {
        if (asleep) {
            asleep = false;
            LockSupport.unpark(Only.THREAD);
        }
    }

    private void look() {
        int quiet = 0;
        while (true) {
            // One more look comes before the first sleep: it sees who has entered and not yet seen that this is asleep.
            LockSupport.parkNanos(quiet > QUIET_LOOKS ? ASLEEP_NANOS : LOOK_NANOS);
            try {
                runErrand();
                boolean woken = quiet >= QUIET_LOOKS && !asleep;
                quiet = lookOnce() || woken ? 0 : quiet + 1;
                asleep = quiet >= QUIET_LOOKS;
            } catch (OutOfMemoryError full) {
                // Whoever has filled the heap must not rid itself of this thread by that: it looks again.
            } finally {
                needed.clear();
            }
        }
    }

    /** Whether a visit of limited time is under way, or one that is to end. */
    private boolean lookOnce() {
        boolean busy = false;
        for (Map.Entry<Watch, Visit> entry : visits.entrySet()) {
            busy |= entry.getKey().mayHaveToLeave();
            if (isToLeave(entry)) {
                needed.add(entry.getKey().gate());
            }
        }
        shutAndOpen();
        return busy || !shut.isEmpty();
    }

    private void runErrand() {
        Runnable once = errand;
        if (once != null) {
            errand = null;
            try {
                once.run();
            } catch (RuntimeException failed) {
                // It looks all the same.
            }
        }
    }

    /** Shuts those that are needed, and opens the rest. */
    private void shutAndOpen() {
        for (Gate gate : needed) {
            shut.add(gate);
            gate.shut();
        }
        for (Iterator<Gate> gates = shut.iterator(); gates.hasNext();) {
            Gate gate = gates.next();
            if (!needed.contains(gate)) {
                gate.open();
                gates.remove();
            }
        }
    }

    private boolean isToLeave(Map.Entry<Watch, Visit> entry) {
        Watch watch = entry.getKey();
        if (!watch.thread().isAlive()) {
            visits.remove(watch);
            return false;
        }
        long number = watch.visit();
        if ((number & 1) == 0 || !(watch.isEndingAll() || isOverdue(watch, number, entry))) {
            return false;
        }
        watch.end(number);
        return true;
    }

    private boolean isOverdue(Watch watch, long number, Map.Entry<Watch, Visit> entry) {
        if (watch.patienceNanos() == Watch.UNLIMITED) {
            return false;
        }
        long thread = watch.thread().threadId();
        Visit now = new Visit(number, threads.getThreadCpuTime(thread), threads.getThreadAllocatedBytes(thread));
        Visit seen = entry.getValue();
        if (seen.number() != number) {
            entry.setValue(now);
            return false;
        }
        return now.cpuNanos() - seen.cpuNanos() >= watch.patienceNanos() || now.bytes() - seen.bytes() >= MAX_BYTES;
    }
}
