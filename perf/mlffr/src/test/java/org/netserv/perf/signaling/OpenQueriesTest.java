package org.netserv.perf.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class OpenQueriesTest {
    @Test
    void shouldCloseEachOnce() {
        OpenQueries open = new OpenQueries(3);
        open.open(100);
        open.open(200);
        assertEquals(2, open.open());
        assertEquals(200, open.close(1));
        assertEquals(OpenQueries.NOT_OPEN, open.close(1), "a second answer to the same Query");
        assertEquals(1, open.open());
        assertEquals(2, open.opened());
    }

    @Test
    void shouldNotKnowWhatWasNeverSent() {
        OpenQueries open = new OpenQueries(3);
        open.open(100);
        assertEquals(OpenQueries.NOT_OPEN, open.close(1));
        assertEquals(OpenQueries.NOT_OPEN, open.close(-1));
        assertEquals(OpenQueries.NOT_OPEN, open.close(1L << 32));
        assertEquals(1, open.open());
    }
}
