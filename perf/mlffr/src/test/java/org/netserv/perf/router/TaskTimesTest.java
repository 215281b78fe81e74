package org.netserv.perf.router;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TaskTimesTest {

    private static final String STAT = "4711 (na (pi)/in0-1 9) S 2 0 0 0 -1 2129984 0 0 0 0 12 345 0 0 -51 0 1 0 700 0";
    private static final String STATUS = """
            Name:\tnapi
            voluntary_ctxt_switches:\t98765
            nonvoluntary_ctxt_switches:\t4321
            """;

    @Test
    void shouldReadTimesBehindANameWithBlanksAndParentheses() {
        assertEquals(new TaskTimes(123_456_789, 987_654, 12, 345, 98_765),
                TaskTimes.parse("123456789 987654 1000\n", STAT, STATUS));
    }

    @Test
    void shouldCountNothingOfAThreadThatIsGone() {
        assertEquals(TaskTimes.NONE, TaskTimes.parse("", "", ""));
        assertEquals(TaskTimes.NONE, TaskTimes.parse("1 2 3", "", STATUS));
    }

    @Test
    void shouldNotGoBackInTime() {
        TaskTimes early = new TaskTimes(10, 20, 3, 4, 5);
        assertEquals(new TaskTimes(1, 2, 0, 1, 0), new TaskTimes(11, 22, 3, 5, 5).since(early));
        assertEquals(TaskTimes.NONE, TaskTimes.NONE.since(early));
    }
}
