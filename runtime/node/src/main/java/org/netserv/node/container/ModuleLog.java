package org.netserv.node.container;

import org.jspecify.annotations.Nullable;
import org.netserv.api.Log;
import org.netserv.node.counters.Tally;
import org.netserv.node.guard.StackRoom;
import org.netserv.node.log.LineLimit;
import org.slf4j.event.Level;

/**
 * A module's part of the node's log. All modules of a publisher have at most {@value #PER_SECOND} lines a second on average,
 * {@value #BURST} at once, each one line. What exceeds that is counted and, with the next line, told.
 *
 * <p><b>Thread.</b> Any.
 */
final class ModuleLog implements Log {
    static final int PER_SECOND = 20;
    static final int BURST = 100;

    private final Lifetime lifetime;
    private final ModuleLines lines;
    private final Tally leftOut;

    ModuleLog(Lifetime lifetime, ModuleLines lines, Tally leftOut) {
        this.lifetime = lifetime;
        this.lines = lines;
        this.leftOut = leftOut;
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
        if (lifetime.hasEnded() || !lines.isEnabled(level)) {
            return;
        }
        long before = lines.claim();
        if (before == LineLimit.OVER) {
            leftOut.addShared(1);
            return;
        }
        // The throwable's own code runs here, on the caller's thread, and not in an appender.
        lines.write(level, Texts.oneLine(String.valueOf(message))
                + (cause == null ? "" : " (" + Texts.describeWithFrames(cause) + ")"), before);
    }
}
