package org.netserv.ffi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.netserv.ffi.libc.raw.cmsghdr;
import org.netserv.ffi.libc.raw.in6_pktinfo;
import org.netserv.ffi.libc.raw.in_pktinfo;
import org.netserv.ffi.libc.raw.sock_extended_err;
import org.netserv.ffi.libc.raw.timespec;

/**
 * What the kernel says of a datagram besides its bytes: where and when it came in, what was left of its time to live, and which
 * error it is about. There is one, used again and again; what is not said is 0.
 *
 * <p><b>Thread.</b> One; allocates nothing. <b>Source.</b> cmsg(3), ip(7), ipv6(7).
 */
public final class ArrivalData {
    /** Room for all of it. */
    public static final int CONTROL_BYTES = 256;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final long HEADER_BYTES = cmsghdr.sizeof();
    private static final long LEVEL = cmsghdr.cmsg_level$offset();
    private static final long TYPE = cmsghdr.cmsg_type$offset();
    private static final long IPV4_INTERFACE = in_pktinfo.ipi_ifindex$offset();
    private static final long IPV6_INTERFACE = in6_pktinfo.ipi6_ifindex$offset();
    private static final long ERROR_BYTES = sock_extended_err.sizeof();
    private static final long ERROR_ORIGIN = sock_extended_err.ee_origin$offset();
    private static final long ERROR_TYPE = sock_extended_err.ee_type$offset();
    private static final long ERROR_CODE = sock_extended_err.ee_code$offset();

    private static final long NANOS_A_SECOND = 1_000_000_000;
    private static final long SECONDS = timespec.tv_sec$offset();
    private static final long NANOS = timespec.tv_nsec$offset();

    private int ttl;
    private int interfaceIndex;
    private long epochNanos;
    private int errorOrigin;
    private int errorType;
    private int errorCode;

    /** One that says nothing. */
    public ArrivalData() {}

    /** Reads control data that came with a datagram. */
    public void read(MemorySegment memory, long offset, int length) {
        ttl = 0;
        interfaceIndex = 0;
        epochNanos = 0;
        errorOrigin = 0;
        errorType = 0;
        errorCode = 0;
        long at = offset;
        long end = offset + length;
        while (end - at >= HEADER_BYTES) {
            long bytes = memory.get(LONG, at);
            if (bytes < HEADER_BYTES || bytes > end - at) {
                return;
            }
            item(memory, memory.get(INT, at + LEVEL), memory.get(INT, at + TYPE), at + HEADER_BYTES,
                    bytes - HEADER_BYTES);
            at += (bytes + Long.BYTES - 1) & -Long.BYTES;
        }
    }

    private void item(MemorySegment memory, int level, int type, long data, long bytes) {
        boolean ipv4 = level == Linux.SOL_IP;
        boolean ipv6 = level == Linux.SOL_IPV6;
        if (bytes >= Integer.BYTES && ((ipv4 && type == Linux.IP_TTL) || (ipv6 && type == Linux.IPV6_HOPLIMIT))) {
            ttl = memory.get(INT, data);
        } else if (ipv4 && type == Linux.IP_PKTINFO && bytes >= in_pktinfo.sizeof()) {
            interfaceIndex = memory.get(INT, data + IPV4_INTERFACE);
        } else if (ipv6 && type == Linux.IPV6_PKTINFO && bytes >= in6_pktinfo.sizeof()) {
            interfaceIndex = memory.get(INT, data + IPV6_INTERFACE);
        } else if (bytes >= ERROR_BYTES
                && ((ipv4 && type == Linux.IP_RECVERR) || (ipv6 && type == Linux.IPV6_RECVERR))) {
            errorOrigin = memory.get(BYTE, data + ERROR_ORIGIN) & 0xff;
            errorType = memory.get(BYTE, data + ERROR_TYPE) & 0xff;
            errorCode = memory.get(BYTE, data + ERROR_CODE) & 0xff;
        } else if (level == Linux.SOL_SOCKET && type == Linux.SO_TIMESTAMPNS && bytes >= timespec.sizeof()) {
            epochNanos = memory.get(LONG, data + SECONDS) * NANOS_A_SECOND + memory.get(LONG, data + NANOS);
        }
    }

    /** Time to live, or hop limit, as it arrived. */
    public int ttl() {
        return ttl;
    }

    /** Index of the interface that it came in by. */
    public int interfaceIndex() {
        return interfaceIndex;
    }

    /** When it arrived, in nanoseconds since 1970. */
    public long epochNanos() {
        return epochNanos;
    }

    /** Where an error comes from, such as {@link Linux#SO_EE_ORIGIN_ICMP}. */
    public int errorOrigin() {
        return errorOrigin;
    }

    /** An error's type, as ICMP numbers them. */
    public int errorType() {
        return errorType;
    }

    /** An error's code, as ICMP numbers them. */
    public int errorCode() {
        return errorCode;
    }
}
