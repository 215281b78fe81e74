package org.netserv.ffi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class NativeThreadTest {

    @Test
    void shouldRunOnOneCpuWhenPinned() throws Exception {
        List<Integer> allowed = NativeThread.allowedCpus();
        assertFalse(allowed.isEmpty());
        int last = allowed.getLast();
        FutureTask<List<Integer>> task = new FutureTask<>(() -> {
            NativeThread.pin(last);
            return NativeThread.allowedCpus();
        });
        Thread.ofPlatform().start(task);
        assertEquals(List.of(last), task.get());
    }

    @Test
    void shouldBeAsNiceAsSaidAndNoOtherThread() throws Exception {
        FutureTask<Integer> task = new FutureTask<>(() -> {
            NativeThread.nice(7, 1_000_000);
            Path scheduling = Path.of("/proc/thread-self/sched");
            if (Files.exists(scheduling)) {
                assertTrue(
                        Files.readAllLines(scheduling).stream().anyMatch(line -> line.matches("se.slice *: *1000000")));
            }
            return niceOf("thread-self");
        });
        Thread.ofPlatform().start(task);
        assertEquals(7, task.get());
        assertEquals(niceOf("self"), niceOf("thread-self"));
        assertThrows(IllegalArgumentException.class, () -> NativeThread.nice(20, 0));
    }

    /** Field 19 of proc_pid_stat(5). */
    private static int niceOf(String thread) throws IOException {
        String stat = Files.readString(Path.of("/proc", thread, "stat"));
        return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[16]);
    }

    @Test
    void shouldRefuseCpuThatIsNotThere() {
        assertThrows(IllegalArgumentException.class, () -> NativeThread.pin(-1));
        NativeException e = assertThrows(NativeException.class, () -> NativeThread.pin(8191));
        assertEquals(Errno.EINVAL, e.errno());
    }

    @Test
    void shouldNameThreadsAndInterfaces() {
        assertTrue(NativeThread.id() > 0);
        int loopback = NetworkInterfaces.index("lo");
        assertEquals("lo", NetworkInterfaces.name(loopback));
        NativeException e = assertThrows(NativeException.class, () -> NetworkInterfaces.index("nosuchif0"));
        assertTrue(String.valueOf(e.getMessage()).startsWith("if_nametoindex(name=nosuchif0): ENODEV, "),
                e.getMessage());
    }

    @Test
    void shouldRefuseNamespaceThatIsAPath() {
        assertThrows(IllegalArgumentException.class, () -> NetworkNamespace.enter("../1"));
        NativeException e = assertThrows(NativeException.class, () -> NetworkNamespace.enter("nosuchns"));
        assertEquals(Errno.ENOENT, e.errno());
    }
}
