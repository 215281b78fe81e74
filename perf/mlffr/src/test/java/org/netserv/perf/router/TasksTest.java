package org.netserv.perf.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TasksTest {
    /** Above the highest that Linux gives to a thread. */
    private static final long NOBODY = 1L << 30;

    @Test
    void shouldTakeNothingFromTheOthersWhenAThreadHasEnded() {
        Tasks before = new Tasks(Map.of(1L, TaskTimes.ran(100), 2L, TaskTimes.ran(5_000)));
        Tasks after = new Tasks(Map.of(1L, TaskTimes.ran(130)));
        assertEquals(TaskTimes.ran(30), after.since(before));
    }

    @Test
    void shouldCountAllThatAThreadDidThatBeganMeanwhile() {
        Tasks before = new Tasks(Map.of(1L, TaskTimes.ran(100)));
        Tasks after = before.plus(new Tasks(Map.of(2L, TaskTimes.ran(7))));
        assertEquals(TaskTimes.ran(7), after.since(before));
    }

    @Test
    void shouldReadTheThreadsOfAProcessButForSome() {
        long self = ProcessHandle.current().pid();
        Set<Long> all = Tasks.ofProcess(self, List.of()).times().keySet();
        assertTrue(all.contains(self) && all.size() > 1, all::toString);
        assertFalse(Tasks.ofProcess(self, List.of(self)).times().containsKey(self));
    }

    @Test
    void shouldKnowNothingOfWhatIsGone() {
        assertEquals(Tasks.NONE, Tasks.of(List.of(NOBODY)));
        assertEquals(Tasks.NONE, Tasks.ofProcess(NOBODY, List.of()));
        assertEquals(List.of(), ProcText.ids(Path.of("/proc", Long.toString(NOBODY), "task")));
    }
}
