package org.netserv.node.guard;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Says when a thread enters publishers' code and when it is back, so that a {@link Warden} can see how long it stays.
 *
 * <p><b>Thread.</b> {@link #enter}, {@link #leave} and {@link #due}: the one that it is of. The rest, but for {@link #endAll}: the
 * warden's.
 */
public final class Watch {
    /** Neither CPU time nor memory is limited: the visit ends by itself, or by {@link #endAll}. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    private static final Gate NOBODYS = new Gate();
    private static final ThreadLocal<@Nullable Watch> OF_THIS_THREAD = new ThreadLocal<>();
    private static final VarHandle VISIT;

    static {
        try {
            VISIT = MethodHandles.lookup().findVarHandle(Watch.class, "visit", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Thread thread;
    /** Its own thread's alone. */
    private boolean ofPackets;
    /** Odd while the thread is in publishers' code. */
    @SuppressWarnings("UnusedVariable") // through the handle
    private long visit;
    private volatile long patienceNanos;
    /** Of the code that it visits. */
    private volatile Gate gate = NOBODYS;
    /** The visit that is to end. */
    private volatile long ending = -1;
    /** Made beforehand: there may be no memory left when it is needed. */
    private final Overstay overstay = new Overstay();
    private volatile boolean endingAll;

    private Watch(Thread thread) {
        this.thread = thread;
    }

    /** Of the calling thread, from now on; there is one for each thread that runs publishers' code. */
    static Watch begin() {
        Watch watch = OF_THIS_THREAD.get();
        if (watch == null) {
            watch = new Watch(Thread.currentThread());
            OF_THIS_THREAD.set(watch);
        }
        return watch;
    }

    static @Nullable Watch ofThisThread() {
        return OF_THIS_THREAD.get();
    }

    /**
     * The thread is about to run publishers' code.
     *
     * @param of the code's gate
     * @param patience CPU time that it may take, in nanoseconds, or {@link #UNLIMITED}
     * @throws IllegalStateException if it is there already: a second visit within the first would not be seen
     */
    public void enter(Gate of, long patience) {
        if ((visit & 1) != 0) {
            throw new IllegalStateException("the thread is in publishers' code already");
        }
        if (gate != of) {
            gate = of;
        }
        if (patienceNanos != patience) {
            patienceNanos = patience;
        }
        VISIT.setRelease(this, visit + 1);
        if (patience != UNLIMITED) {
            Warden.wake();
        }
    }

    /** It is back. */
    public void leave() {
        VISIT.setRelease(this, visit + 1);
    }

    /** Its thread is a packet thread. <b>Thread.</b> The one that it is of. */
    public void markPacketThread() {
        ofPackets = true;
    }

    /** Whether the calling thread is a packet thread that has called publishers' code. <b>Thread.</b> Any. */
    public static boolean isOnPacketPath() {
        Watch watch = OF_THIS_THREAD.get();
        return watch != null && watch.ofPackets && (watch.visit & 1) != 0;
    }

    /**
     * Keeps what may wait off packet threads. <b>Thread.</b> Any.
     *
     * @param instead one sentence: why, and what to use
     * @throws IllegalStateException on a packet thread that has called publishers' code
     */
    public static void requireOffPacketPath(String instead) {
        if (isOnPacketPath()) {
            throw new IllegalStateException(instead);
        }
    }

    /** On its own thread: ends the visit under way if that is the one. */
    void leaveIfMeant() {
        Overstay late = due();
        if (late != null) {
            throw late;
        }
    }

    /** On its own thread: what the visit under way is to end with, whether or not it has reached whom it should; or null. */
    public @Nullable Overstay due() {
        return ending == visit ? overstay : null;
    }

    /** A number that is odd while the thread is in publishers' code, another one in each visit. */
    long visit() {
        return (long) VISIT.getAcquire(this);
    }

    /** CPU time that the visit under way may take. */
    long patienceNanos() {
        return patienceNanos;
    }

    /** Of the code that it visits. */
    Gate gate() {
        return gate;
    }

    void end(long which) {
        ending = which;
    }

    /** Has the thread taken out of publishers' code, whenever it is there, from now on. <b>Thread.</b> Any. */
    public void endAll() {
        endingAll = true;
        Warden.wake();
    }

    /** Whether its thread is in publishers' code, and not for as long as it likes. */
    boolean mayHaveToLeave() {
        return (visit() & 1) != 0 && (patienceNanos != UNLIMITED || endingAll);
    }

    boolean isEndingAll() {
        return endingAll;
    }

    /** Whether it is that thread's. */
    public boolean isOf(Thread candidate) {
        return thread.equals(candidate);
    }

    Thread thread() {
        return thread;
    }
}
