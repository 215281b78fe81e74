package org.netserv.node.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.log.LineLimit;
import org.slf4j.LoggerFactory;

class ModuleLogTest {
    static {
        Module own = ModuleLogTest.class.getModule();
        own.addReads(ModuleLayer.boot().findModule("ch.qos.logback.classic").orElseThrow());
        own.addReads(ModuleLayer.boot().findModule("ch.qos.logback.core").orElseThrow());
    }

    private final Logger logger = (Logger) LoggerFactory.getLogger("module");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Lifetime lifetime = new Lifetime("a.b_1.0.0");
    private final ModuleTallies tallies = new ModuleTallies(lifetime, "alice", NodeCounters.inMemory());
    private long now;
    private final LineLimit limit = new LineLimit(ModuleLog.PER_SECOND, ModuleLog.BURST, () -> now);
    private final ModuleLog log = new ModuleLog(lifetime, new ModuleLines("alice", "a.b_1.0.0", limit),
            tallies.logLeftOut);

    @BeforeEach
    void open() {
        lines.start();
        logger.setLevel(Level.DEBUG);
        logger.addAppender(lines);
        logger.setAdditive(false);
    }

    @AfterEach
    void close() {
        logger.detachAppender(lines);
        logger.setLevel(null);
        logger.setAdditive(true);
    }

    @Test
    void shouldKeepMessageOnOneBoundedLine() {
        log.warn("a\nb\u2028" + "x".repeat(5000));
        assertEquals("a b " + "x".repeat(996) + "…", lines.list.getFirst().getFormattedMessage());
        log.info("100 % {}");
        assertEquals("100 % {}", lines.list.getLast().getFormattedMessage());
    }

    @Test
    void shouldTellExceptionAsTextThatNoAppenderMustAskItFor() {
        log.error("failed", new IllegalStateException("why"));
        String line = lines.list.getFirst().getFormattedMessage();
        assertTrue(line.startsWith("failed (java.lang.IllegalStateException: why)"), line);
        assertEquals(null, lines.list.getFirst().getThrowableProxy());
    }

    @Test
    void shouldLeaveOutWhatExceedsTheRateAndTellHowMuch() {
        for (int i = 0; i < ModuleLog.BURST + 30; i++) {
            log.info("line " + i);
        }
        assertEquals(ModuleLog.BURST, lines.list.size());
        assertEquals(30, tallies.logLeftOut.value());
        now += 2_000_000_000L;
        log.info("later");
        assertEquals("later [30 lines before this were left out]", lines.list.getLast().getFormattedMessage());
        for (int i = 0; i < 100; i++) {
            log.info("more");
        }
        assertEquals(ModuleLog.BURST + 2 * ModuleLog.PER_SECOND, lines.list.size());
    }

    @Test
    void shouldLimitAllModulesOfAPublisherTogetherAndNameEach() {
        ModuleLines others = new ModuleLines("alice", "c.d_1.0.0", limit);
        for (int i = 0; i < ModuleLog.BURST - 1; i++) {
            others.warn("line " + i);
        }
        log.info("the last");
        log.info("one more");
        assertEquals(ModuleLog.BURST, lines.list.size());
        assertEquals(1, tallies.logLeftOut.value());
        assertEquals("[user=\"alice\", module=\"a.b_1.0.0\"]",
                lines.list.getLast().getKeyValuePairs().toString());
    }

    @Test
    void shouldBeSilentOnceTheModuleHasStopped() {
        lifetime.end();
        log.info("late");
        assertEquals(List.of(), lines.list);
    }
}
