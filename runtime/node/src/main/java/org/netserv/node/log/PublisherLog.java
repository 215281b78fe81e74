package org.netserv.node.log;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.netserv.node.counters.Tally;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * What the node says in its log of one publisher and its modules: at most {@value #PER_SECOND} lines a second on average,
 * {@value #BURST} at once. What exceeds that is counted and, with the next line, told. What modules say themselves has a limit
 * of its own, and cannot keep these lines out.
 *
 * <p>Each line carries the key {@code user} and, where it is known, {@code module}; an event's has {@code event}, too.
 *
 * <p><b>Thread.</b> Any.
 */
public final class PublisherLog {
    /** Lines a second, on average. */
    public static final int PER_SECOND = 10;
    /** Lines at once. */
    public static final int BURST = 100;

    private static final Logger LOG = LoggerFactory.getLogger("publisher");

    private final String user;
    private final Tally leftOut;
    private final LineLimit limit;

    /** @param leftOut counts lines that were over the limit */
    public PublisherLog(String user, Tally leftOut, LongSupplier nanoClock) {
        this.user = user;
        this.leftOut = leftOut;
        limit = new LineLimit(PER_SECOND, BURST, nanoClock);
    }

    /** A line about one of its modules. */
    public void say(Level level, String module, String text) {
        write(level, null, module, text, null);
    }

    /** A line about all of them. */
    public void say(Level level, String text) {
        write(level, null, null, text, null);
    }

    /** A failure of the node's on their behalf. */
    public void failed(String text, Throwable cause) {
        write(Level.ERROR, null, null, text, cause);
    }

    /** An event of that kind. */
    public void event(Level level, String kind, String module, String text) {
        write(level, kind, module, text, null);
    }

    private void write(Level level, @Nullable String kind, @Nullable String module, String text,
            @Nullable Throwable cause) {
        if (!LOG.isEnabledForLevel(level)) {
            return;
        }
        long before = limit.claim();
        if (before == LineLimit.OVER) {
            leftOut.addShared(1);
            return;
        }
        LoggingEventBuilder line = LOG.atLevel(level);
        if (kind != null) {
            line = line.addKeyValue("event", kind);
        }
        line = line.addKeyValue("user", user);
        if (module != null) {
            line = line.addKeyValue("module", module);
        }
        if (cause != null) {
            line = line.setCause(cause);
        }
        line.log(LineLimit.told(text, before));
    }
}
