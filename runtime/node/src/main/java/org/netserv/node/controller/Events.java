package org.netserv.node.controller;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.counters.Tally;
import org.netserv.node.log.PublisherLog;
import org.slf4j.event.Level;

/**
 * What has happened to modules, the last hundred of it, for the operator: kept in memory, logged, and counted by kind as
 * {@code node.events.KIND}.
 *
 * <p>When there are more, the oldest of the publisher that has most is left out: nobody can flush out what is kept of
 * others.
 *
 * <p><b>Thread.</b> Any.
 */
final class Events {
    static final int CAPACITY = 100;
    private static final int MAX_TEXT = 300;

    private final NodeCounters counters;
    private final Clock clock;
    /** By user: as many as the operator has configured. */
    private final Map<String, PublisherLog> logs = new ConcurrentHashMap<>();
    private final Map<Kind, Tally> counts = new EnumMap<>(Kind.class);
    private final Deque<Event> latest = new ArrayDeque<>();

    Events(NodeCounters counters, Clock clock) {
        this.counters = counters;
        this.clock = clock;
        for (Kind kind : Kind.values()) {
            counts.put(kind, counters.allocate("node.events." + kind.label()));
        }
    }

    /** What kind of event. */
    enum Kind {
        /** A module was taken out of the packet path and stopped; it is going to be tried again. */
        DETACHED,
        /** A detached module runs again. */
        RESTARTED,
        /** A detached module, or the version before it, could not be started again. */
        RESTART_FAILED,
        /** A version was replaced by the one that ran before it. */
        ROLLED_BACK,
        /** A module's packets go to the packet threads that modules are tried on: it needs more CPU time than others can wait. */
        QUARANTINED,
        /** A module's packets go to the packet threads of all: it has shown that it does not keep them. */
        RELEASED,
        /** A module got less than it asked for, because of a quota. */
        THROTTLED,
        /** A bundle was not installed, or did not start. */
        REFUSED,
        /** A module that was here before the node started cannot be let in again as things are. */
        NOT_RESTORED,
        /** The operator has a module stand still. */
        SUSPENDED,
        /** It goes on. */
        RESUMED,
        /** The operator has removed a module. */
        EVICTED,
        /** A publisher that wanted to be told of a module was not. */
        NOT_NOTIFIED;

        /** Whether an operator need not look. */
        private boolean isExpected() {
            return switch (this) {
                case RESTARTED, RELEASED, REFUSED, SUSPENDED, RESUMED, EVICTED, NOT_NOTIFIED -> true;
                case DETACHED, RESTART_FAILED, ROLLED_BACK, QUARANTINED, THROTTLED, NOT_RESTORED -> false;
            };
        }

        /** Its name in logs, counters and the node's state. */
        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * One of them.
     *
     * @param at when
     * @param user the publisher
     * @param module its id
     * @param text one line
     */
    record Event(Instant at, Kind kind, String user, String module, String text) {}

    /** Takes an event down. The text may be publishers' in part. */
    void add(Kind kind, String user, String module, String text) {
        Event event = new Event(clock.instant(), kind, user, module, oneLine(text));
        Objects.requireNonNull(counts.get(kind)).addShared(1);
        synchronized (latest) {
            if (latest.size() == CAPACITY) {
                makeRoom();
            }
            latest.addLast(event);
        }
        log(user).event(kind.isExpected() ? Level.INFO : Level.WARN, kind.label(), module, event.text());
    }

    /** The node's log about a publisher, with events and whatever else the publisher can cause. */
    PublisherLog log(String user) {
        return logs.computeIfAbsent(user, name -> new PublisherLog(name,
                counters.allocate("publisher." + name + ".log_left_out"), System::nanoTime));
    }

    private void makeRoom() {
        Map<String, Integer> held = new HashMap<>();
        latest.forEach(event -> held.merge(event.user(), 1, Integer::sum));
        int most = held.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        var oldestFirst = latest.iterator();
        while (oldestFirst.hasNext()) {
            if (held.getOrDefault(oldestFirst.next().user(), 0) == most) {
                oldestFirst.remove();
                return;
            }
        }
    }

    /** Those that are kept, the oldest first. */
    List<Event> latest() {
        synchronized (latest) {
            return List.copyOf(latest);
        }
    }

    private static String oneLine(String text) {
        String line = text.codePoints()
                .map(c -> Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? ' ' : c).limit(MAX_TEXT)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
        return line.length() < text.length() ? line + "…" : line;
    }
}
