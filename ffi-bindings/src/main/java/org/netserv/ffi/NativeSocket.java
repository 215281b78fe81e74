package org.netserv.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.netserv.ffi.libc.raw.pollfd;
import org.netserv.ffi.libc.raw.timeval;

/**
 * A socket of the kernel, by its file descriptor.
 *
 * <p>Set-up calls throw {@link NativeException}. {@link #receive}, {@link #send}, {@link #sendOne} and {@link #poll} are
 * for the packet path: they allocate nothing and return the negative errno.
 *
 * <p><b>Thread.</b> One at a time: the place where a call leaves its errno belongs to the socket. {@link #close} only
 * when no other call is under way.
 */
public final class NativeSocket implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final MemorySegment capture = Downcalls.allocateCapture(arena);
    private final MemorySegment polled = pollfd.allocate(arena);
    private final int fd;
    private final boolean owned;
    private boolean closed;

    private NativeSocket(int fd, boolean owned) {
        this.fd = fd;
        this.owned = owned;
        pollfd.fd(polled, fd);
    }

    /** Opens a socket in the network namespace of the calling thread. */
    public static NativeSocket open(int domain, int type, int protocol) {
        try (Arena scratch = Arena.ofConfined()) {
            int fd = Libc.socket(Downcalls.allocateCapture(scratch), domain, type | Linux.SOCK_CLOEXEC, protocol);
            if (fd < 0) {
                throw new NativeException("socket",
                        "domain=" + domain + " type=" + type + " protocol=" + protocol, -fd);
            }
            return new NativeSocket(fd, true);
        }
    }

    /** A socket that was opened elsewhere, and is closed here. */
    static NativeSocket adopt(int fd) {
        return new NativeSocket(fd, true);
    }

    /** A socket that somebody else closes. */
    static NativeSocket borrow(int fd) {
        return new NativeSocket(fd, false);
    }

    /** The same socket for another thread, as long as this one is open. Closing it does not close the socket. */
    public NativeSocket share() {
        return borrow(fd);
    }

    /** The file descriptor. */
    public int fd() {
        return fd;
    }

    /** Binds to an address, as {@link SocketAddresses} writes it. */
    public void bind(MemorySegment address) {
        int result = Libc.bind(capture, fd, address, Math.toIntExact(address.byteSize()));
        if (result < 0) {
            throw new NativeException("bind", "fd=" + fd, -result);
        }
    }

    /** Sets where messages without a name go to. */
    public void connect(MemorySegment address) {
        int result = Libc.connect(capture, fd, address, Math.toIntExact(address.byteSize()));
        if (result < 0) {
            throw new NativeException("connect", "fd=" + fd, -result);
        }
    }

    /** Sets an option that is an int. */
    public void option(int level, int name, int value) {
        try (Arena scratch = Arena.ofConfined()) {
            set(level, name, scratch.allocateFrom(ValueLayout.JAVA_INT, value), Integer.toString(value));
        }
    }

    /** The value of an option that is an int. */
    public int option(int level, int name) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment value = scratch.allocate(ValueLayout.JAVA_INT);
            readOption(level, name, value);
            return value.get(ValueLayout.JAVA_INT, 0);
        }
    }

    /** Reads an option that is a struct. */
    void readOption(int level, int name, MemorySegment value) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment length = scratch.allocateFrom(ValueLayout.JAVA_INT, Math.toIntExact(value.byteSize()));
            int result = Libc.getsockopt(capture, fd, level, name, value, length);
            if (result < 0) {
                throw new NativeException("getsockopt", "fd=" + fd + " level=" + level + " name=" + name, -result);
            }
        }
    }

    /** How long a receive waits before it returns {@code -EAGAIN}; 0 for ever. */
    public void receiveTimeoutMillis(int millis) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment time = timeval.allocate(scratch);
            timeval.tv_sec(time, millis / 1000);
            timeval.tv_usec(time, millis % 1000 * 1000L);
            set(Linux.SOL_SOCKET, Linux.SO_RCVTIMEO, time, millis + " ms");
        }
    }

    private void set(int level, int name, MemorySegment value, String text) {
        int result = Libc.setsockopt(capture, fd, level, name, value, Math.toIntExact(value.byteSize()));
        if (result < 0) {
            throw new NativeException("setsockopt", "fd=" + fd + " level=" + level + " name=" + name + " value=" + text,
                    -result);
        }
    }

    /** Has only those packets come that a filter selects, from now on. It may be exchanged for another one at any time. */
    public void attach(SocketFilter filter) {
        try (Arena scratch = Arena.ofConfined()) {
            set(Linux.SOL_SOCKET, Linux.SO_ATTACH_FILTER, filter.program(scratch), "filter");
        }
    }

    /** Receives up to {@code count} messages into the vector; how many (recvmmsg), or the negative errno. */
    public int receive(MessageVector vector, int count, int flags) {
        return Libc.recvmmsg(capture, fd, vector.messages(0, count), count, flags);
    }

    /** Sends {@code count} messages of the vector from {@code first}; how many went (sendmmsg), or the negative errno. */
    public int send(MessageVector vector, int first, int count, int flags) {
        return Libc.sendmmsg(capture, fd, vector.messages(first, count), count, flags);
    }

    /** Sends one message of the vector; its bytes (sendmsg), or the negative errno. */
    public long sendOne(MessageVector vector, int index, int flags) {
        return Libc.sendmsg(capture, fd, vector.messages(index, 1), flags);
    }

    /** Waits for {@code events} (POLLIN); 1 if there are any, 0 when the time is over, or the negative errno. */
    public int poll(int events, int timeoutMillis) {
        pollfd.events(polled, (short) events);
        return Libc.poll(capture, polled, 1, timeoutMillis);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        int result = owned ? Libc.close(capture, fd) : 0;
        arena.close();
        if (result < 0) {
            throw new NativeException("close", "fd=" + fd, -result);
        }
    }
}
