package org.netserv.node.path;

import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * Sees whether a packet thread is in one batch for so long that it will not come out of it: what the JDK does on behalf of a
 * module cannot always be ended. Then no module can be put into the path or taken out any more.
 *
 * <p><b>Thread.</b> {@link #look} one at a time; {@link #stuck} any.
 */
public final class BatchWatch {
    /** A batch that takes longer does not end. */
    static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int NONE = -1;

    private final PacketPath path;
    private final long[] epochs;
    private final long[] sinceNanos;
    private volatile int stuck = NONE;

    /** A watch that has not looked yet. */
    public BatchWatch(PacketPath path) {
        this.path = path;
        epochs = new long[path.workers()];
        sinceNanos = new long[path.workers()];
    }

    /** Looks where all packet threads are; to be called several times in the time that a batch may take. */
    public void look(long nowNanos) {
        int found = NONE;
        for (int worker = 0; worker < epochs.length; worker++) {
            long epoch = path.worker(worker).epoch();
            boolean inBatch = (epoch & 1) != 0;
            if (!inBatch || epoch != epochs[worker]) {
                epochs[worker] = epoch;
                sinceNanos[worker] = nowNanos;
            } else if (nowNanos - sinceNanos[worker] >= STUCK_NANOS) {
                found = worker;
            }
        }
        stuck = found;
    }

    /** A packet thread that was stuck at the last look. */
    public OptionalInt stuck() {
        int found = stuck;
        return found == NONE ? OptionalInt.empty() : OptionalInt.of(found);
    }
}
