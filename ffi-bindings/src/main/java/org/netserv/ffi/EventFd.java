package org.netserv.ffi;

import static org.netserv.ffi.Downcalls.unexpected;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.netserv.ffi.libc.raw.LibcRaw;

/**
 * A file descriptor by which one thread wakes another that waits in {@link PollSet#await}.
 *
 * <p><b>Thread.</b> {@link #signal}: any. {@link #clear}: the one that waits. Both allocate nothing.
 *
 * <p><b>Source.</b> eventfd(2).
 */
public final class EventFd implements AutoCloseable {
    private static final int EFD_NONBLOCK = 0x800;
    private static final int EFD_CLOEXEC = 0x80000;
    private static final MethodHandle READ = LibcRaw.read$handle();
    private static final MethodHandle WRITE = LibcRaw.write$handle();
    private static final MethodHandle EVENTFD = Downcalls.capturing(LibcRaw.eventfd$address(),
            LibcRaw.eventfd$descriptor());

    private final Arena arena = Arena.ofShared();
    private final MemorySegment one = arena.allocateFrom(ValueLayout.JAVA_LONG, 1L);
    private final MemorySegment taken = arena.allocate(ValueLayout.JAVA_LONG);
    private final int fd;
    private boolean closed;

    private EventFd(int fd) {
        this.fd = fd;
    }

    /** Makes one that is not signalled. */
    public static EventFd open() {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment capture = Downcalls.allocateCapture(scratch);
            int fd = (int) EVENTFD.invokeExact(capture, 0, EFD_NONBLOCK | EFD_CLOEXEC);
            if (fd < 0) {
                throw new NativeException("eventfd", "", Downcalls.errno(capture));
            }
            return new EventFd(fd);
        } catch (NativeException e) {
            throw e;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** The file descriptor. */
    public int fd() {
        return fd;
    }

    /** Wakes whoever waits, or will. */
    public void signal() {
        try {
            // It cannot fail but when it is signalled so often that it is signalled anyway.
            long written = (long) WRITE.invokeExact(fd, one, (long) Long.BYTES);
            assert written != 0;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** From now on it is not signalled. */
    public void clear() {
        try {
            long read = (long) READ.invokeExact(fd, taken, (long) Long.BYTES);
            assert read != 0;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            try (Arena scratch = Arena.ofConfined()) {
                Libc.close(Downcalls.allocateCapture(scratch), fd);
            }
            arena.close();
        }
    }
}
