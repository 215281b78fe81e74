package org.netserv.node.container;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.netserv.api.Log;
import org.netserv.node.counters.Tally;
import org.netserv.node.guard.StackRoom;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * A module's part of the node's log: at most {@value #PER_SECOND} lines a second on average, {@value #BURST} at once,
 * each one line. What exceeds that is counted and, with the next line, told.
 *
 * <p><b>Thread.</b> Any.
 */
final class ModuleLog implements Log {
    static final int PER_SECOND = 20;
    static final int BURST = 100;
    private static final long NANOS_PER_LINE = 1_000_000_000L / PER_SECOND;

    private final Lifetime lifetime;
    private final Logger logger;
    private final Tally leftOut;
    private final LongSupplier clock;
    private long refilledNanos;
    private int tokens = BURST;
    private long leftOutSinceLine;

    ModuleLog(Lifetime lifetime, Logger logger, Tally leftOut, LongSupplier nanoClock) {
        this.lifetime = lifetime;
        this.logger = logger;
        this.leftOut = leftOut;
        this.clock = nanoClock;
        refilledNanos = nanoClock.getAsLong();
    }

    @Override
    public void debug(String message) {
        log(Level.DEBUG, message, null);
    }

    @Override
    public void info(String message) {
        log(Level.INFO, message, null);
    }

    @Override
    public void warn(String message) {
        log(Level.WARN, message, null);
    }

    @Override
    public void error(String message, @Nullable Throwable cause) {
        log(Level.ERROR, message, cause);
    }

    private void log(Level level, @Nullable String message, @Nullable Throwable cause) {
        StackRoom.require();
        if (lifetime.hasEnded() || !logger.isEnabledForLevel(level)) {
            return;
        }
        long before = claim();
        if (before < 0) {
            return;
        }
        // The throwable's own code runs here, on the caller's thread, and not in an appender.
        String text = Texts.oneLine(String.valueOf(message))
                + (cause == null ? "" : " (" + Texts.describeWithFrames(cause) + ")");
        logger.atLevel(level).log(before == 0 ? text : text + " [" + before + " lines before this were left out]");
    }

    /** Lines left out before this one, or -1 if this one is too. */
    private synchronized long claim() {
        long now = clock.getAsLong();
        long gained = (now - refilledNanos) / NANOS_PER_LINE;
        if (gained > 0) {
            tokens = (int) Math.min(BURST, tokens + gained);
            refilledNanos += gained * NANOS_PER_LINE;
        }
        if (tokens == 0) {
            leftOutSinceLine++;
            leftOut.addShared(1);
            return -1;
        }
        tokens--;
        long before = leftOutSinceLine;
        leftOutSinceLine = 0;
        return before;
    }
}
