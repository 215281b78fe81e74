package org.netserv.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class TextLinesTest {
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");
    private final LoggerContext context = new LoggerContext();

    private LoggingEvent event(String logger, Level level, @Nullable Throwable cause) {
        LoggingEvent event = new LoggingEvent("", context.getLogger(logger), level, "it {}", cause,
                new Object[]{"is so"});
        event.setInstant(TIME);
        return event;
    }

    private static String line(LoggingEvent event) {
        return new String(new TextLines().encode(event), StandardCharsets.UTF_8);
    }

    @Test
    void shouldWriteTimeLevelLoggerAndMessage() {
        assertEquals(TextLines.TIME.format(TIME) + " INFO  Node: it is so\n",
                line(event("org.netserv.node.Node", Level.INFO, null)));
    }

    @Test
    void shouldWriteKeysFirst() {
        LoggingEvent event = event("publisher", Level.ERROR, null);
        event.setKeyValuePairs(List.of(new KeyValuePair("event", "detached"), new KeyValuePair("user", "jane")));
        assertEquals(TextLines.TIME.format(TIME) + " ERROR publisher: event=detached user=jane it is so\n",
                line(event));
    }

    @Test
    void shouldWriteAnExceptionBelow() {
        String lines = line(event("publisher", Level.WARN, new IllegalStateException("why")));
        assertTrue(lines.startsWith(TextLines.TIME.format(TIME) + " WARN  publisher: it is so\n"
                + "java.lang.IllegalStateException: why\n\tat "), lines);
        assertTrue(lines.endsWith("\n") && !lines.endsWith("\n\n"), lines);
    }
}
