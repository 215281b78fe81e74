package org.netserv.ffi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
