package org.netserv.ffi;

import static org.netserv.ffi.Downcalls.capturing;
import static org.netserv.ffi.Downcalls.errno;
import static org.netserv.ffi.Downcalls.unexpected;
import static org.netserv.ffi.libc.raw.LibcRaw.C_INT;
import static org.netserv.ffi.libc.raw.LibcRaw.C_LONG;
import static org.netserv.ffi.libc.raw.LibcRaw.C_POINTER;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.netserv.ffi.libc.raw.LibcRaw;
import org.netserv.ffi.libc.raw.SocketRaw;

/**
 * The C library's calls as this layer makes them: what the function returns, or the negative errno. The descriptors are written
 * here as jextract has them: with each of its own comes a handle without errno, which takes as long to link and nobody calls.
 *
 * <p><b>Thread.</b> Any; a capture segment serves one thread at a time.
 */
final class Libc {
    static final MethodHandle SOCKET = capturing("socket", FunctionDescriptor.of(C_INT, C_INT, C_INT, C_INT));
    static final MethodHandle BIND = capturing("bind", FunctionDescriptor.of(C_INT, C_INT, C_POINTER, C_INT));
    static final MethodHandle CONNECT = capturing("connect", FunctionDescriptor.of(C_INT, C_INT, C_POINTER, C_INT));
    static final MethodHandle SETSOCKOPT = capturing("setsockopt",
            FunctionDescriptor.of(C_INT, C_INT, C_INT, C_INT, C_POINTER, C_INT));
    static final MethodHandle GETSOCKOPT = capturing("getsockopt",
            FunctionDescriptor.of(C_INT, C_INT, C_INT, C_INT, C_POINTER, C_POINTER));
    /**
     * Without the errno, for packet threads: a call that keeps it slices the segment for it, which allocates wherever the
     * compiler has not inlined all of the call.
     */
    private static final MethodHandle PLAIN_SENDMSG = SocketRaw.sendmsg$handle();
    private static final MethodHandle PLAIN_SENDMMSG = LibcRaw.sendmmsg$handle();
    static final MethodHandle SENDMSG = capturing("sendmsg", FunctionDescriptor.of(C_LONG, C_INT, C_POINTER, C_INT));
    static final MethodHandle SENDMMSG = capturing("sendmmsg",
            FunctionDescriptor.of(C_INT, C_INT, C_POINTER, C_INT, C_INT));
    static final MethodHandle RECVMMSG = capturing("recvmmsg",
            FunctionDescriptor.of(C_INT, C_INT, C_POINTER, C_INT, C_INT, C_POINTER));
    static final MethodHandle POLL = capturing("poll", FunctionDescriptor.of(C_INT, C_POINTER, C_LONG, C_INT));
    static final MethodHandle CLOSE = capturing("close", FunctionDescriptor.of(C_INT, C_INT));
    static final MethodHandle SCHED_SETAFFINITY = capturing("sched_setaffinity",
            FunctionDescriptor.of(C_INT, C_INT, C_LONG, C_POINTER));
    static final MethodHandle SCHED_GETAFFINITY = capturing("sched_getaffinity",
            FunctionDescriptor.of(C_INT, C_INT, C_LONG, C_POINTER));
    static final MethodHandle MMAP = capturing("mmap",
            FunctionDescriptor.of(C_POINTER, C_POINTER, C_LONG, C_INT, C_INT, C_INT, C_LONG));
    /** Of x86-64. <b>Source.</b> asm/unistd_64.h; the C library has no function for it before 2.41. */
    private static final long SYS_SCHED_SETATTR = 314;
    private static final MethodHandle SCHED_SETATTR = capturing(LibcRaw.syscall.address(),
            FunctionDescriptor.of(C_LONG, C_LONG, C_INT, C_POINTER, C_INT), 1);

    /** Linked when the first of them is called: most nodes start without. */
    static final class Seldom {
        static final MethodHandle SETNS = capturing("setns", FunctionDescriptor.of(C_INT, C_INT, C_INT));
        private static final MethodHandle OPEN = capturing(LibcRaw.open.address(),
                FunctionDescriptor.of(C_INT, C_POINTER, C_INT), 2);
        static final MethodHandle IF_NAMETOINDEX = capturing("if_nametoindex",
                FunctionDescriptor.of(C_INT, C_POINTER));
        static final MethodHandle IF_INDEXTONAME = capturing("if_indextoname",
                FunctionDescriptor.of(C_POINTER, C_INT, C_POINTER));
        static final MethodHandle SCHED_SETSCHEDULER = capturing("sched_setscheduler",
                FunctionDescriptor.of(C_INT, C_INT, C_INT, C_POINTER));
        static final MethodHandle MUNMAP = capturing("munmap", FunctionDescriptor.of(C_INT, C_POINTER, C_LONG));
        static final MethodHandle MADVISE = capturing("madvise",
                FunctionDescriptor.of(C_INT, C_POINTER, C_LONG, C_INT));

        private Seldom() {}
    }

    private Libc() {}

    static int socket(MemorySegment capture, int domain, int type, int protocol) {
        try {
            int result = (int) SOCKET.invokeExact(capture, domain, type, protocol);
            return result >= 0 ? result : -errno(capture);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int bind(MemorySegment capture, int fd, MemorySegment address, int length) {
        try {
            int result = (int) BIND.invokeExact(capture, fd, address, length);
            return result >= 0 ? result : -errno(capture);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int connect(MemorySegment capture, int fd, MemorySegment address, int length) {
        try {
            int result = (int) CONNECT.invokeExact(capture, fd, address, length);
            return result >= 0 ? result : -errno(capture);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int setsockopt(MemorySegment capture, int fd, int level, int name, MemorySegment value, int length) {
        try {
            int result = (int) SETSOCKOPT.invokeExact(capture, fd, level, name, value, length);
            return result >= 0 ? result : -errno(capture);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int getsockopt(MemorySegment capture, int fd, int level, int name, MemorySegment value,
            MemorySegment length) {
        try {
            int result = (int) GETSOCKOPT.invokeExact(capture, fd, level, name, value, length);
            return result >= 0 ? result : -errno(capture);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** If it fails it is tried once more, for the errno: nothing was sent, and should it succeed then all the better. */
    static long sendmsg(MemorySegment capture, int fd, MemorySegment message, int flags) {
        try {
            long result = (long) PLAIN_SENDMSG.invokeExact(fd, message, flags);
            if (result < 0) {
                result = (long) SENDMSG.invokeExact(capture, fd, message, flags);
            }
            return result >= 0 ? result : -errno(capture);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** As {@link #sendmsg}, for the first of the messages. */
    static int sendmmsg(MemorySegment capture, int fd, MemorySegment messages, int count, int flags) {
        try {
            int result = (int) PLAIN_SENDMMSG.invokeExact(fd, messages, count, flags);
            if (result < 0) {
                result = (int) SENDMMSG.invokeExact(capture, fd, messages, count, flags);
            }
            return result >= 0 ? result : -errno(capture);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int recvmmsg(MemorySegment capture, int fd, MemorySegment messages, int count, int flags) {
        try {
            int result = (int) RECVMMSG.invokeExact(capture, fd, messages, count, flags, MemorySegment.NULL);
            return result >= 0 ? result : -errno(capture);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int poll(MemorySegment capture, MemorySegment fds, long count, int timeoutMillis) {
        try {
            int result = (int) POLL.invokeExact(capture, fds, count, timeoutMillis);
            return result >= 0 ? result : -errno(capture);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int close(MemorySegment capture, int fd) {
        try {
            int result = (int) CLOSE.invokeExact(capture, fd);
            return result >= 0 ? result : -errno(capture);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int setns(MemorySegment capture, int fd, int type) {
        try {
            int result = (int) Seldom.SETNS.invokeExact(capture, fd, type);
            return result >= 0 ? result : -errno(capture);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int open(MemorySegment capture, MemorySegment path, int flags) {
        try {
            int result = (int) Seldom.OPEN.invokeExact(capture, path, flags);
            return result >= 0 ? result : -errno(capture);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int schedSetaffinity(MemorySegment capture, int thread, MemorySegment set) {
        try {
            int result = (int) SCHED_SETAFFINITY.invokeExact(capture, thread, set.byteSize(), set);
            return result >= 0 ? result : -errno(capture);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int schedGetaffinity(MemorySegment capture, int thread, MemorySegment set) {
        try {
            int result = (int) SCHED_GETAFFINITY.invokeExact(capture, thread, set.byteSize(), set);
            return result >= 0 ? result : -errno(capture);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int schedSetscheduler(MemorySegment capture, int thread, int policy, MemorySegment parameters) {
        try {
            int result = (int) Seldom.SCHED_SETSCHEDULER.invokeExact(capture, thread, policy, parameters);
            return result >= 0 ? result : -errno(capture);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Of one thread. */
    static int schedSetattr(MemorySegment capture, int thread, MemorySegment attributes) {
        try {
            long result = (long) SCHED_SETATTR.invokeExact(capture, SYS_SCHED_SETATTR, thread, attributes, 0);
            return result >= 0 ? 0 : -errno(capture);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** The address, or the negative errno. */
    static long mmap(MemorySegment capture, long length, int protection, int flags, int fd, long offset) {
        try {
            MemorySegment result = (MemorySegment) MMAP.invokeExact(capture, MemorySegment.NULL, length, protection,
                    flags, fd, offset);
            return result.address() != -1 ? result.address() : -errno(capture);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int munmap(MemorySegment capture, MemorySegment memory) {
        try {
            int result = (int) Seldom.MUNMAP.invokeExact(capture, memory, memory.byteSize());
            return result >= 0 ? result : -errno(capture);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int madvise(MemorySegment capture, MemorySegment memory, int advice) {
        try {
            int result = (int) Seldom.MADVISE.invokeExact(capture, memory, memory.byteSize(), advice);
            return result >= 0 ? result : -errno(capture);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Unlike the others this one says failure with 0: so does the result, with the errno negated. */
    static int ifNametoindex(MemorySegment capture, MemorySegment name) {
        try {
            int result = (int) Seldom.IF_NAMETOINDEX.invokeExact(capture, name);
            return result != 0 ? result : -errno(capture);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int ifIndextoname(MemorySegment capture, int index, MemorySegment name) {
        try {
            MemorySegment result = (MemorySegment) Seldom.IF_INDEXTONAME.invokeExact(capture, index, name);
            return result.address() != 0 ? 0 : -errno(capture);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }
}
