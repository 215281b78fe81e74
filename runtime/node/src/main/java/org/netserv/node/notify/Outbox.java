package org.netserv.node.notify;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.netserv.node.notify.NotifyCounters.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One publisher's notices, in the order in which they are told: one at a time, so that a server that is slow keeps up its own
 * publisher alone. At most {@value #CAPACITY} wait.
 *
 * <p><b>Thread.</b> Any puts in, without waiting; a virtual one tells, while there is something to tell.
 */
final class Outbox {
    static final int CAPACITY = 64;
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    private final String user;
    private final Courier courier;
    private final NotifyCounters counters;
    private final GivenUp givenUp;
    private final Queue<Notice> waiting = new ArrayDeque<>(CAPACITY);
    private @Nullable Thread telling;
    private boolean overflowing;
    private boolean closed;

    Outbox(String user, Courier courier, NotifyCounters counters, GivenUp givenUp) {
        this.user = user;
        this.courier = courier;
        this.counters = counters;
        this.givenUp = givenUp;
    }

    /** Puts a notice behind the others, or drops it. */
    void put(Notice notice) {
        boolean isFirstDropped = false;
        synchronized (waiting) {
            if (!closed && waiting.size() < CAPACITY) {
                waiting.add(notice);
                if (telling == null) {
                    telling = Thread.ofVirtual().name("netserv-notify-" + user).start(this::tell);
                }
                return;
            }
            counters.add(Outcome.DROPPED, 1);
            isFirstDropped = !closed && !overflowing;
            overflowing = true;
        }
        if (isFirstDropped) {
            givenUp.givenUp(notice.event(), notice.host() + " was not told that it is " + notice.event().kind().label()
                    + ": " + CAPACITY + " notifications of the publisher's are waiting");
        }
    }

    private void tell() {
        for (Notice notice = next(); notice != null; notice = next()) {
            try {
                courier.deliver(notice);
            } catch (InterruptedException e) {
                counters.add(Outcome.DROPPED, 1);
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException | Error e) { // the next one may be another case
                counters.add(Outcome.FAILED, 1);
                LOG.error("a notification for {} failed", user, e);
            }
        }
    }

    private @Nullable Notice next() {
        synchronized (waiting) {
            Notice next = closed ? null : waiting.poll();
            if (next == null) {
                telling = null;
            }
            if (waiting.isEmpty()) {
                overflowing = false;
            }
            return next;
        }
    }

    /** Tells nobody any more; what waits is dropped. */
    void close() {
        synchronized (waiting) {
            closed = true;
            counters.add(Outcome.DROPPED, waiting.size());
            waiting.clear();
            if (telling != null) {
                telling.interrupt();
            }
        }
    }
}
