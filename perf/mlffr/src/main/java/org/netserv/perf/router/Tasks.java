package org.netserv.perf.router;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Times of several threads at one moment. A thread that has ended is not among them, and takes nothing from the others: what
 * it did since an earlier moment is lost.
 *
 * @param times by thread id
 */
record Tasks(Map<Long, TaskTimes> times) {

    static final Tasks NONE = new Tasks(Map.of());

    private static final Path PROC = Path.of("/proc");

    Tasks {
        times = Map.copyOf(times);
    }

    /** All times of those with these ids. */
    static Tasks of(Collection<Long> ids) {
        Map<Long, TaskTimes> times = new HashMap<>();
        for (Long id : ids) {
            times.put(id, TaskTimes.read(PROC.resolve(id.toString())));
        }
        times.values().removeIf(TaskTimes.NONE::equals);
        return new Tasks(times);
    }

    /** Run times alone of a process's threads, but for some. */
    static Tasks ofProcess(long pid, Collection<Long> without) {
        Path tasks = PROC.resolve(Long.toString(pid)).resolve("task");
        Map<Long, TaskTimes> times = new HashMap<>();
        for (Long id : ProcText.ids(tasks)) {
            String schedstat = ProcText.readIfPresent(tasks.resolve(id.toString()).resolve("schedstat")).strip();
            if (!schedstat.isEmpty() && !without.contains(id)) {
                times.put(id, TaskTimes.ran(Long.parseLong(ProcText.words(schedstat).getFirst())));
            }
        }
        return new Tasks(times);
    }

    /** These and others. */
    Tasks plus(Tasks others) {
        Map<Long, TaskTimes> all = new HashMap<>(times);
        all.putAll(others.times);
        return new Tasks(all);
    }

    /** What they did since an earlier moment, together; of one that was not there then, all that it did. */
    TaskTimes since(Tasks earlier) {
        TaskTimes sum = TaskTimes.NONE;
        for (Map.Entry<Long, TaskTimes> task : times.entrySet()) {
            sum = sum.plus(task.getValue().since(earlier.times.getOrDefault(task.getKey(), TaskTimes.NONE)));
        }
        return sum;
    }
}
