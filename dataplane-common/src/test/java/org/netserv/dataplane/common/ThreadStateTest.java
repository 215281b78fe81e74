package org.netserv.dataplane.common;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.netserv.ffi.NativeThread;

class ThreadStateTest {
    private static ThreadState parse(int priority, int nice, int realtime, int policy) {
        String stat = "7 (a ) (b) S 1 7 7 0 -1 4194624 0 0 0 0 0 0 0 0 %d %d 1 0 9 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 17 1 %d %d 0\n"
                .formatted(priority, nice, realtime, policy);
        return ThreadState.parse(stat, List.of("Name:\ta", "Cpus_allowed:\t3", "Cpus_allowed_list:\t0-1"));
    }

    @Test
    void shouldReadWhatTheKernelSays() {
        assertEquals("cpu 0-1, normal, nice -10", parse(10, -10, 0, 0).toString());
        assertEquals("cpu 0-1, fifo 20", parse(-21, 0, 20, 1).toString());
        assertEquals(new ThreadState("policy 42", 0, 3, "0-1"), parse(23, 3, 0, 42));
    }

    @Test
    void shouldFindThisThreadAsItHasBeenSetAndNoOther() throws Exception {
        FutureTask<ThreadState> state = new FutureTask<>(() -> {
            int cpu = NativeThread.allowedCpus().getLast();
            NativeThread.pin(cpu);
            NativeThread.nice(7, 0);
            ThreadState found = ThreadState.of(NativeThread.id()).orElseThrow();
            assertEquals(Integer.toString(cpu), found.cpus());
            return found;
        });
        Thread.ofPlatform().start(state);
        assertTrue(state.get().toString().endsWith(", normal, nice 7"), state.get()::toString);
        assertEquals(Optional.empty(), ThreadState.of(Integer.MAX_VALUE));
    }
}
