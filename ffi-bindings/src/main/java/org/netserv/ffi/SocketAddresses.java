package org.netserv.ffi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.netserv.ffi.libc.raw.sockaddr_in;
import org.netserv.ffi.libc.raw.sockaddr_in6;
import org.netserv.ffi.libc.raw.sockaddr_ll;
import org.netserv.ffi.libc.raw.sockaddr_un;

/**
 * Writes socket addresses into native memory, and reads them.
 *
 * <pre>
 *   sockaddr_in    family:16 (host) port:16 (net) address:32 (net) zero:64
 *   sockaddr_in6   family:16 (host) port:16 (net) flowinfo:32 address:128 (net) scope_id:32 (host)
 *   sockaddr_ll    family:16 (host) protocol:16 (net) ifindex:32 (host) ...
 *   sockaddr_un    family:16 (host) path, which ends with a zero, or a zero and an abstract name, which ends with the address
 * </pre>
 *
 * <p><b>Source.</b> netinet/in.h, netpacket/packet.h, sys/un.h, unix(7).
 */
public final class SocketAddresses {
    /** Length of an IPv4 socket address. */
    public static final int IPV4_BYTES = 16;
    /** Length of an IPv6 socket address. */
    public static final int IPV6_BYTES = 28;

    /** Length of the address of a packet socket. */
    public static final int PACKET_BYTES = 20;

    private static final ValueLayout.OfShort FAMILY = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfShort PORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt ADDRESS = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong HALF = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt HOST_INT = ValueLayout.JAVA_INT_UNALIGNED;

    private static final long IPV4_PORT = sockaddr_in.sin_port$offset();
    private static final long IPV4_ADDRESS = sockaddr_in.sin_addr$offset();
    private static final long IPV6_PORT = sockaddr_in6.sin6_port$offset();
    private static final long IPV6_FLOW = sockaddr_in6.sin6_flowinfo$offset();
    private static final long IPV6_ADDRESS = sockaddr_in6.sin6_addr$offset();
    private static final long IPV6_SCOPE = sockaddr_in6.sin6_scope_id$offset();

    private static final long PACKET_PROTOCOL = sockaddr_ll.sll_protocol$offset();
    private static final long PACKET_INTERFACE = sockaddr_ll.sll_ifindex$offset();

    private static final long UNIX_PATH = sockaddr_un.sun_path$offset();
    private static final long UNIX_PATH_BYTES = sockaddr_un.sun_path$layout().byteSize();

    private SocketAddresses() {}

    /** Writes an IPv4 address, given as a number, and a port. */
    public static void ipv4(MemorySegment memory, long offset, int address, int port) {
        memory.set(FAMILY, offset, (short) Linux.AF_INET);
        memory.set(PORT, offset + IPV4_PORT, (short) port);
        memory.set(ADDRESS, offset + IPV4_ADDRESS, address);
        memory.set(HALF, offset + IPV4_ADDRESS + Integer.BYTES, 0);
    }

    /** Writes an IPv6 address as two halves, a port, and the interface for a link-local address (else 0). */
    public static void ipv6(MemorySegment memory, long offset, long high, long low, int port, int scope) {
        memory.set(FAMILY, offset, (short) Linux.AF_INET6);
        memory.set(PORT, offset + IPV6_PORT, (short) port);
        memory.set(HOST_INT, offset + IPV6_FLOW, 0);
        memory.set(HALF, offset + IPV6_ADDRESS, high);
        memory.set(HALF, offset + IPV6_ADDRESS + Long.BYTES, low);
        memory.set(HOST_INT, offset + IPV6_SCOPE, scope);
    }

    /** The port of an IPv4 or IPv6 address. */
    public static int port(MemorySegment memory, long offset) {
        return memory.get(PORT, offset + IPV4_PORT) & 0xffff;
    }

    /** The address of an IPv4 socket address, as a number. */
    public static int ipv4(MemorySegment memory, long offset) {
        return memory.get(ADDRESS, offset + IPV4_ADDRESS);
    }

    /** The upper half of the address of an IPv6 socket address. */
    public static long ipv6High(MemorySegment memory, long offset) {
        return memory.get(HALF, offset + IPV6_ADDRESS);
    }

    /** The lower half of the address of an IPv6 socket address. */
    public static long ipv6Low(MemorySegment memory, long offset) {
        return memory.get(HALF, offset + IPV6_ADDRESS + Long.BYTES);
    }

    /** Writes what a packet socket is bound to: an interface, and a protocol of which it receives packets, 0 for none. */
    public static void packet(MemorySegment memory, long offset, int protocol, int ifindex) {
        memory.asSlice(offset, PACKET_BYTES).fill((byte) 0);
        memory.set(FAMILY, offset, (short) Linux.AF_PACKET);
        memory.set(PORT, offset + PACKET_PROTOCOL, (short) protocol);
        memory.set(HOST_INT, offset + PACKET_INTERFACE, ifindex);
    }

    /**
     * A Unix socket's address.
     *
     * @param name a file's path or, after an {@code @}, an abstract name, which no file has
     */
    public static MemorySegment unix(SegmentAllocator allocator, String name) {
        byte[] path = name.getBytes(StandardCharsets.UTF_8);
        boolean isAbstract = name.startsWith("@");
        int length = path.length + (isAbstract ? 0 : 1);
        if (name.isEmpty() || length > UNIX_PATH_BYTES || name.indexOf(0) >= 0) {
            throw new IllegalArgumentException("name=" + name);
        }
        MemorySegment memory = allocator.allocate(UNIX_PATH + length).fill((byte) 0);
        memory.set(FAMILY, 0, (short) Linux.AF_UNIX);
        int skipped = isAbstract ? 1 : 0;
        MemorySegment.copy(path, skipped, memory, ValueLayout.JAVA_BYTE, UNIX_PATH + skipped, path.length - skipped);
        return memory;
    }
}
