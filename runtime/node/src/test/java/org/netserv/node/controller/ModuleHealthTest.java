package org.netserv.node.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.netserv.node.counters.NodeCounters;

class ModuleHealthTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @Test
    void shouldCountFaultsOfTimersToo() {
        ModuleHealth health = new ModuleHealth(Map.of("faults", 100L), 0);
        assertNull(health.trouble(Map.of("faults", 105L, "timer_faults", 4L), null, SECOND));
        assertNotNull(health.trouble(Map.of("faults", 105L, "timer_faults", 5L), null, 2 * SECOND));
    }

    @Test
    void shouldSayEachThrottlingOnceInTenSeconds() {
        ModuleHealth health = new ModuleHealth(Map.of(), 0);
        assertEquals(Map.of("over_packets", 5L), health.takeThrottled(Map.of("over_packets", 5L), SECOND));
        assertEquals(Map.of("emit_over", 1L),
                health.takeThrottled(Map.of("over_packets", 8L, "emit_over", 1L), 2 * SECOND));
        assertEquals(Map.of("over_packets", 4L),
                health.takeThrottled(Map.of("over_packets", 9L, "emit_over", 1L), 11 * SECOND));
        assertEquals(Map.of(), health.takeThrottled(Map.of("over_packets", 9L, "emit_over", 1L), 30 * SECOND));
    }

    @Test
    void shouldTakeWhatWasAllocatedSinceItWasAskedLast() {
        ModuleHealth health = new ModuleHealth(Map.of("allocated_bytes", 10L), 0);
        assertEquals(20, health.takeAllocated(Map.of("allocated_bytes", 30L)));
        assertEquals(0, health.takeAllocated(Map.of("allocated_bytes", 30L)));
    }

    @Test
    void shouldNotLetOnePublisherFlushOutAnothersEvents() {
        NodeCounters counters = NodeCounters.inMemory();
        Events events = new Events(counters, Clock.systemUTC());
        events.add(Events.Kind.DETACHED, "john", "a", "two\nlines");
        for (int i = 0; i < 2 * Events.CAPACITY; i++) {
            events.add(Events.Kind.THROTTLED, "jane", "b", "text " + i);
        }
        assertEquals(Events.CAPACITY, events.latest().size());
        assertEquals("two lines", events.latest().getFirst().text());
        assertEquals("text " + (2 * Events.CAPACITY - 1), events.latest().getLast().text());
        assertEquals(2L * Events.CAPACITY, counters.snapshot().get("node.events.throttled"));
    }
}
