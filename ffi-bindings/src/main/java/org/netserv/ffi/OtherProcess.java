package org.netserv.ffi;

import static org.netserv.ffi.Downcalls.capturing;
import static org.netserv.ffi.Downcalls.unexpected;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.netserv.ffi.libc.raw.LibcRaw;

/**
 * What another process has open, for those who may trace it. A duplicate stands for the same socket or map as the original, and
 * keeps it after the process has ended.
 *
 * <p><b>Thread.</b> Any.
 *
 * <p><b>Source.</b> pidfd_getfd(2), Linux 5.6.
 */
final class OtherProcess implements AutoCloseable {
    /** The same on all architectures. <b>Source.</b> asm-generic/unistd.h. */
    private static final long SYS_PIDFD_OPEN = 434;
    private static final long SYS_PIDFD_GETFD = 438;
    private static final MethodHandle PIDFD_OPEN = capturing(LibcRaw.syscall.address(),
            FunctionDescriptor.of(LibcRaw.C_LONG, LibcRaw.C_LONG, LibcRaw.C_INT, LibcRaw.C_INT), 1);
    private static final MethodHandle PIDFD_GETFD = capturing(LibcRaw.syscall.address(),
            FunctionDescriptor.of(LibcRaw.C_LONG, LibcRaw.C_LONG, LibcRaw.C_INT, LibcRaw.C_INT, LibcRaw.C_INT), 1);

    private final long pid;
    private final int fd;

    private OtherProcess(long pid, int fd) {
        this.pid = pid;
        this.fd = fd;
    }

    /** <b>Errors.</b> {@link NativeException}: ESRCH when there is no such process. */
    static OtherProcess open(long pid) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment capture = Downcalls.allocateCapture(arena);
            long result = (long) PIDFD_OPEN.invokeExact(capture, SYS_PIDFD_OPEN, Math.toIntExact(pid), 0);
            if (result < 0) {
                throw new NativeException("pidfd_open", "pid=" + pid, Downcalls.errno(capture));
            }
            return new OtherProcess(pid, (int) result);
        } catch (NativeException e) {
            throw e;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Duplicates of those whose link in {@code /proc/PID/fd} begins so, such as {@code socket:}. The caller closes them. */
    List<Integer> duplicates(String beginning) {
        List<Integer> duplicates = new ArrayList<>();
        for (int original : fds(beginning)) {
            duplicate(original).ifPresent(duplicates::add);
        }
        return duplicates;
    }

    private List<Integer> fds(String beginning) {
        List<Integer> fds = new ArrayList<>();
        try (DirectoryStream<Path> links = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path link : links) {
                if (target(link).startsWith(beginning)) {
                    fds.add(Integer.valueOf(link.getFileName().toString()));
                }
            }
        } catch (DirectoryIteratorException | IOException e) {
            throw new NativeException("readdir", "/proc/" + pid + "/fd", Errno.ESRCH);
        }
        return fds;
    }

    /** Empty if it was closed meanwhile. */
    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }

    /** Empty if that was closed meanwhile. */
    private OptionalInt duplicate(int original) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment capture = Downcalls.allocateCapture(arena);
            long result = (long) PIDFD_GETFD.invokeExact(capture, SYS_PIDFD_GETFD, fd, original, 0);
            if (result < 0 && Downcalls.errno(capture) != Errno.EBADF) {
                throw new NativeException("pidfd_getfd", "pid=" + pid + " fd=" + original, Downcalls.errno(capture));
            }
            return result < 0 ? OptionalInt.empty() : OptionalInt.of((int) result);
        } catch (NativeException e) {
            throw e;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static void close(int duplicate) {
        try (Arena arena = Arena.ofConfined()) {
            Libc.close(Downcalls.allocateCapture(arena), duplicate);
        }
    }

    @Override
    public void close() {
        close(fd);
    }
}
