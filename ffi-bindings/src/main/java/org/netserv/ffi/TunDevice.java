package org.netserv.ffi;

import static org.netserv.ffi.Downcalls.unexpected;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Objects;
import org.netserv.ffi.libc.raw.LibcRaw;
import org.netserv.ffi.libc.raw.ifreq;

/**
 * A network interface whose received packets this process writes: what it is given goes through the kernel's stack as if it
 * had come by a link.
 *
 * <p><b>Ownership.</b> The interface is gone with {@link #close}, or with the process, in whatever way that ends.
 *
 * <p><b>Thread.</b> Set-up: one at a time. {@link #write} allocates nothing.
 *
 * <p><b>Source.</b> linux/if_tun.h, linux/sockios.h, Documentation/networking/tuntap.rst.
 */
public final class TunDevice implements AutoCloseable {
    private static final int O_RDWR = 2;
    private static final int O_NONBLOCK = 0x800;
    private static final long TUNSETIFF = 0x400454caL;
    private static final short IFF_TUN = 1;
    private static final short IFF_NO_PI = 0x1000;
    private static final long SIOCSIFADDR = 0x8916;
    private static final short IFF_UP = 1;

    /** With the address as a number: a slice would be allocated. */
    private static final MethodHandle WRITE = Downcalls.plain(LibcRaw.write$address(), FunctionDescriptor.of(
            ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));

    private final Arena arena = Arena.ofShared();
    private final MemorySegment capture = Downcalls.allocateCapture(arena);
    private final int fd;
    private final String name;
    private boolean closed;

    private TunDevice(int fd, String name) {
        this.fd = fd;
        this.name = name;
    }

    /**
     * Makes an interface for IP packets in the network namespace of the calling thread. It is down.
     *
     * <p><b>Errors.</b> {@link NativeException}: ENOENT or ENODEV for a kernel without it, EPERM without CAP_NET_ADMIN, EBUSY
     * when somebody has an interface of that name.
     *
     * @param name at most 15 bytes
     */
    public static TunDevice open(String name) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment capture = Downcalls.allocateCapture(scratch);
            int fd = Libc.open(capture, scratch.allocateFrom("/dev/net/tun"), O_RDWR | O_NONBLOCK | Linux.O_CLOEXEC);
            if (fd < 0) {
                throw new NativeException("open", "/dev/net/tun", -fd);
            }
            int result = Ioctl.call(capture, fd, TUNSETIFF, request(scratch, name, (short) (IFF_TUN | IFF_NO_PI)));
            if (result < 0) {
                Libc.close(capture, fd);
                throw new NativeException("ioctl", "TUNSETIFF name=" + name, -result);
            }
            return new TunDevice(fd, name);
        }
    }

    /** Gives it an IPv4 address, with no network around it. */
    public void address(int ipv4) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment request = Ioctl.request(scratch, name);
            SocketAddresses.ipv4(request, LibcRaw.IFNAMSIZ(), ipv4, 0);
            set(SIOCSIFADDR, "SIOCSIFADDR", request);
        }
    }

    /** Brings it up. */
    public void up() {
        try (Arena scratch = Arena.ofConfined()) {
            set(LibcRaw.SIOCSIFFLAGS(), "SIOCSIFFLAGS", request(scratch, name, IFF_UP));
        }
    }

    private void set(long what, String text, MemorySegment request) {
        try (NativeSocket socket = NativeSocket.open(Linux.AF_INET, Linux.SOCK_DGRAM, 0)) {
            int result = Ioctl.call(capture, socket.fd(), what, request);
            if (result < 0) {
                throw new NativeException("ioctl", text + " name=" + name, -result);
            }
        }
    }

    /** The interface's name. */
    public String name() {
        return name;
    }

    /**
     * Has the stack receive an IP packet; false if it refuses, as when the interface is down or memory is short.
     *
     * <p><b>Thread.</b> Any, several at once.
     */
    public boolean write(MemorySegment memory, long offset, int length) {
        Objects.checkFromIndexSize(offset, length, memory.byteSize());
        try {
            return (long) WRITE.invokeExact(fd, memory.address() + offset, (long) length) == length;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static MemorySegment request(Arena scratch, String name, short flags) {
        MemorySegment request = Ioctl.request(scratch, name);
        ifreq.ifr_ifru.ifru_flags(ifreq.ifr_ifru(request), flags);
        return request;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Libc.close(capture, fd);
            arena.close();
        }
    }
}
