package org.netserv.node.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.counters.Tally;
import org.slf4j.LoggerFactory;

class PublisherLogTest {
    static {
        Module own = PublisherLogTest.class.getModule();
        own.addReads(ModuleLayer.boot().findModule("ch.qos.logback.classic").orElseThrow());
        own.addReads(ModuleLayer.boot().findModule("ch.qos.logback.core").orElseThrow());
    }

    private static final org.slf4j.event.Level INFO = org.slf4j.event.Level.INFO;

    private final Logger logger = (Logger) LoggerFactory.getLogger("publisher");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final NodeCounters counters = NodeCounters.few();
    private final Tally leftOut = counters.allocate("publisher.jane.log_left_out");
    private long now;
    private final PublisherLog jane = new PublisherLog("jane", leftOut, () -> now);
    private final PublisherLog john = new PublisherLog("john", counters.allocate("publisher.john.log_left_out"),
            () -> now);

    @BeforeEach
    void open() {
        lines.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(lines);
        logger.setAdditive(false);
    }

    @AfterEach
    void close() {
        logger.detachAppender(lines);
        logger.setLevel(null);
        logger.setAdditive(true);
    }

    private ILoggingEvent latest() {
        return lines.list.getLast();
    }

    @Test
    void shouldSayWhoseEachLineIs() {
        jane.say(INFO, "a.b_1.0.0", "it is {} installed");
        assertEquals("it is {} installed", latest().getFormattedMessage());
        assertEquals("[user=\"jane\", module=\"a.b_1.0.0\"]", latest().getKeyValuePairs().toString());
        jane.event(org.slf4j.event.Level.WARN, "detached", "a.b_1.0.0", "why");
        assertEquals(Level.WARN, latest().getLevel());
        assertEquals("[event=\"detached\", user=\"jane\", module=\"a.b_1.0.0\"]",
                latest().getKeyValuePairs().toString());
        jane.failed("it failed", new IllegalStateException("cause"));
        assertEquals("[user=\"jane\"]", latest().getKeyValuePairs().toString());
        assertEquals("cause", latest().getThrowableProxy().getMessage());
    }

    @Test
    void shouldLeaveOutWhatOnePublisherCausesTooOftenAndNothingOfOthers() {
        for (int i = 0; i < PublisherLog.BURST + 7; i++) {
            jane.event(INFO, "refused", "a.b_1.0.0", "line " + i);
        }
        assertEquals(PublisherLog.BURST, lines.list.size());
        assertEquals(7, leftOut.value());
        john.say(INFO, "john's");
        assertEquals("john's", latest().getFormattedMessage());
        now += 1_000_000_000L;
        jane.say(INFO, "later");
        assertEquals("later [7 lines before this were left out]", latest().getFormattedMessage());
        jane.say(INFO, "later still");
        assertEquals("later still", latest().getFormattedMessage());
    }

    @Test
    void shouldNotSpendOnLinesThatTheLevelKeepsOut() {
        for (int i = 0; i < 2 * PublisherLog.BURST; i++) {
            jane.say(org.slf4j.event.Level.DEBUG, "detail");
        }
        jane.say(INFO, "said");
        assertEquals("said", latest().getFormattedMessage());
        assertEquals(0, leftOut.value());
    }
}
