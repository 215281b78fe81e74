package org.netserv.ffi;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.netserv.ffi.libc.raw.LibcRaw;

/**
 * Error numbers of the kernel: the ones that callers tell apart, and names and texts for all.
 *
 * <p><b>Source.</b> errno.h.
 */
public final class Errno {
    /** Operation not permitted. */
    public static final int EPERM = 1;
    /** No such file, queue entry or device. */
    public static final int ENOENT = 2;
    /** No such thread or process. */
    public static final int ESRCH = 3;
    /** A signal came first: call again. */
    public static final int EINTR = 4;
    /** No file is open by that number. */
    public static final int EBADF = 9;
    /** Nothing to receive, or no room to send, within the time allowed. */
    public static final int EAGAIN = 11;
    /** Out of memory. */
    public static final int ENOMEM = 12;
    /** Permission denied: for a packet, a firewall rule or a broadcast address. */
    public static final int EACCES = 13;
    /** Held by somebody else. */
    public static final int EBUSY = 16;
    /** Something of the kind is there already. */
    public static final int EEXIST = 17;
    /** Bad argument. */
    public static final int EINVAL = 22;
    /** Out of range, such as a link's MTU for an XDP program. */
    public static final int ERANGE = 34;
    /** The kernel does not have the system call. */
    public static final int ENOSYS = 38;
    /** Message longer than the socket or the link takes. */
    public static final int EMSGSIZE = 90;
    /** The kernel does not know the protocol. */
    public static final int EPROTONOSUPPORT = 93;
    /** The kernel does not know the operation. */
    public static final int EOPNOTSUPP = 95;
    /** The kernel does not know the address family. */
    public static final int EAFNOSUPPORT = 97;
    /** The port is somebody else's. */
    public static final int EADDRINUSE = 98;
    /** The address is not one of this host. */
    public static final int EADDRNOTAVAIL = 99;
    /** The interface is down. */
    public static final int ENETDOWN = 100;
    /** No route. */
    public static final int ENETUNREACH = 101;
    /** A buffer or queue of the kernel overran. */
    public static final int ENOBUFS = 105;
    /** No answer on the link, or the route says unreachable. */
    public static final int EHOSTUNREACH = 113;

    /** Not supported: a number that the kernel does not mean to show, and BPF does. */
    static final int ENOTSUPP = 524;

    private static final int LIMIT = 134;
    private static final @Nullable String[] NAMES = names();

    private Errno() {}

    /** The symbolic name, such as {@code EPERM}; {@code E<number>} when there is none in the bindings. */
    public static String name(int errno) {
        String name = errno >= 0 && errno < LIMIT ? NAMES[errno] : null;
        return name == null ? "E" + errno : name;
    }

    /** The C library's text for a number. */
    public static String text(int errno) {
        MemorySegment text = LibcRaw.strerror(errno);
        return text.equals(MemorySegment.NULL) ? "unknown error" : text.getString(0);
    }

    /** Name, text and number: {@code EPERM, Operation not permitted (errno 1)}. */
    public static String describe(int errno) {
        return name(errno) + ", " + text(errno) + " (errno " + errno + ")";
    }

    /** The names are those of the generated constants, so that they are checked with them. */
    private static @Nullable String[] names() {
        @Nullable
        String[] names = new @Nullable String[LIMIT];
        for (Method method : LibcRaw.class.getMethods()) {
            if (method.getParameterCount() == 0 && method.getName().matches("E[A-Z0-9]+")
                    && !"EWOULDBLOCK".equals(method.getName())) {
                names[value(method)] = method.getName();
            }
        }
        names[EAFNOSUPPORT] = "EAFNOSUPPORT";
        return names;
    }

    private static int value(Method constant) {
        try {
            return (int) constant.invoke(null);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new LinkageError("generated constant " + constant.getName(), e);
        }
    }
}
