package org.netserv.perf.router;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.netserv.perf.router.Allocations.Sample;

class AllocationsTest {

    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

    @Test
    void shouldCountWhatThreadsAllocatedBetweenFirstAndLastSample() {
        assertEquals(new Allocations(0.2, 8, 100), Allocations.of(List.of(sample(200, 1, true, 1008),
                sample(0, 1, true, 1000), sample(1, 2, false, 50), sample(200, 2, false, 150))));
    }

    @Test
    void shouldCountAllOfAThreadThatBeganMeanwhile() {
        assertEquals(new Allocations(0.2, 0, 75), Allocations.of(
                List.of(sample(0, 1, true, 1000), sample(100, 3, false, 70), sample(200, 3, false, 75))));
    }

    @Test
    void shouldSayNothingOfNothing() {
        assertEquals(new Allocations(0, 0, 0), Allocations.of(List.of()));
    }

    private static Sample sample(long millis, long thread, boolean packets, long bytes) {
        return new Sample(START.plusMillis(millis), thread, packets, bytes);
    }
}
