package org.netserv.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.netserv.node.json.Json;
import org.slf4j.event.KeyValuePair;

class JsonLinesTest {
    private final LoggerContext context = new LoggerContext();
    private final Logger logger = context.getLogger("publisher");
    private final JsonLines encoder = new JsonLines();

    private LoggingEvent event(String message, @Nullable Throwable cause, Object... arguments) {
        LoggingEvent event = new LoggingEvent("", logger, Level.WARN, message, cause, arguments);
        event.setInstant(Instant.parse("2026-01-02T03:04:05.678Z"));
        return event;
    }

    private Map<String, Object> object(LoggingEvent event) {
        String line = new String(encoder.encode(event), StandardCharsets.UTF_8);
        assertEquals(line.length() - 1, line.indexOf('\n'), line);
        return Json.parse(line);
    }

    @Test
    void shouldWriteOneObjectALine() {
        LoggingEvent event = event("two {} \"lines\"\n", null, "quoted");
        event.setKeyValuePairs(List.of(new KeyValuePair("event", "detached"), new KeyValuePair("user", "jane\"\n"),
                new KeyValuePair("module", "a.b_1.0.0")));
        Map<String, Object> object = object(event);
        assertEquals("2026-01-02T03:04:05.678Z", object.get("time"));
        assertEquals("WARN", object.get("level"));
        assertEquals("publisher", object.get("loggerName"));
        assertEquals(Thread.currentThread().getName(), object.get("threadName"));
        assertEquals("two quoted \"lines\"\n", object.get("formattedMessage"));
        assertEquals("detached", object.get("event"));
        assertEquals("jane\"\n", object.get("user"));
        assertEquals("a.b_1.0.0", object.get("module"));
    }

    @Test
    void shouldWriteAnException() {
        Map<String, Object> object = object(event("it failed", new IllegalStateException("why")));
        assertTrue(object.get("throwable") instanceof Map<?, ?> thrown
                && "java.lang.IllegalStateException".equals(thrown.get("className"))
                && "why".equals(thrown.get("message")), object::toString);
    }
}
