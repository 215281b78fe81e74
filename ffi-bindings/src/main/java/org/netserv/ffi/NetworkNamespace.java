package org.netserv.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Network namespaces as {@code ip netns} names them.
 *
 * <p>A namespace belongs to a thread, not to the process: sockets are made in that of the thread that makes them, and
 * keep it. Threads and processes that the thread starts inherit it.
 */
public final class NetworkNamespace {

    private NetworkNamespace() {}

    /**
     * Moves the calling thread into a namespace, for good.
     *
     * <p><b>Thread.</b> A platform thread made for the purpose: a pooled one would carry the namespace into other work.
     */
    public static void enter(String name) {
        if (name.isEmpty() || name.contains("/") || name.startsWith(".")) {
            throw new IllegalArgumentException("name=" + name);
        }
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("a virtual thread has no network namespace of its own");
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment capture = Downcalls.allocateCapture(arena);
            String path = "/run/netns/" + name;
            int fd = Libc.open(capture, arena.allocateFrom(path), Linux.O_RDONLY | Linux.O_CLOEXEC);
            if (fd < 0) {
                throw new NativeException("open", path, -fd);
            }
            int result = Libc.setns(capture, fd, Linux.CLONE_NEWNET);
            Libc.close(capture, fd);
            if (result < 0) {
                throw new NativeException("setns", path, -result);
            }
        }
    }
}
