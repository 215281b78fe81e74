package org.netserv.signaling.transport;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.netserv.ffi.Linux;
import org.netserv.ffi.NativeException;
import org.netserv.ffi.NativeSocket;
import org.netserv.ffi.SocketAddresses;
import org.netserv.node.net.IpAddress;

/**
 * A UDP socket of the kernel at one address. It is told the IP TTL and the interface of what comes, and of ICMP errors; what it
 * sends is never fragmented.
 *
 * <p><b>Thread.</b> {@code netserv-gist}.
 */
final class UdpPort implements AutoCloseable {
    private static final int BUFFER_BYTES = 4 << 20;

    private final NativeSocket socket;
    private final boolean isIpv4;
    private final UdpOutbox outbox;

    private UdpPort(Arena arena, NativeSocket socket, boolean isIpv4) {
        this.socket = socket;
        this.isIpv4 = isIpv4;
        outbox = new UdpOutbox(arena, socket, isIpv4);
    }

    static UdpPort open(Arena arena, IpAddress address, int port, int ipTtl) {
        boolean ipv4 = address.isIpv4();
        NativeSocket socket = NativeSocket.open(ipv4 ? Linux.AF_INET : Linux.AF_INET6, Linux.SOCK_DGRAM,
                Linux.IPPROTO_UDP);
        try {
            buffers(socket);
            int level = ipv4 ? Linux.SOL_IP : Linux.SOL_IPV6;
            socket.option(level, ipv4 ? Linux.IP_PKTINFO : Linux.IPV6_RECVPKTINFO, 1);
            socket.option(level, ipv4 ? Linux.IP_RECVTTL : Linux.IPV6_RECVHOPLIMIT, 1);
            socket.option(level, ipv4 ? Linux.IP_RECVERR : Linux.IPV6_RECVERR, 1);
            socket.option(level, ipv4 ? Linux.IP_TTL : Linux.IPV6_UNICAST_HOPS, ipTtl);
            socket.option(level, ipv4 ? Linux.IP_MTU_DISCOVER : Linux.IPV6_MTU_DISCOVER, Linux.IP_PMTUDISC_DO);
            socket.bind(socketAddress(arena, address, port));
            return new UdpPort(arena, socket, ipv4);
        } catch (NativeException e) {
            socket.close();
            throw e;
        }
    }

    private static void buffers(NativeSocket socket) {
        try {
            socket.option(Linux.SOL_SOCKET, Linux.SO_RCVBUFFORCE, BUFFER_BYTES);
            socket.option(Linux.SOL_SOCKET, Linux.SO_SNDBUFFORCE, BUFFER_BYTES);
        } catch (NativeException e) { // without CAP_NET_ADMIN as much as the system grants
            socket.option(Linux.SOL_SOCKET, Linux.SO_RCVBUF, BUFFER_BYTES);
            socket.option(Linux.SOL_SOCKET, Linux.SO_SNDBUF, BUFFER_BYTES);
        }
    }

    NativeSocket socket() {
        return socket;
    }

    boolean isIpv4() {
        return isIpv4;
    }

    int addressBytes() {
        return isIpv4 ? SocketAddresses.IPV4_BYTES : SocketAddresses.IPV6_BYTES;
    }

    /** What leaves by this socket. */
    UdpOutbox outbox() {
        return outbox;
    }

    private static MemorySegment socketAddress(Arena arena, IpAddress of, int port) {
        MemorySegment memory = arena.allocate(
                of.isIpv4() ? SocketAddresses.IPV4_BYTES : SocketAddresses.IPV6_BYTES, Long.BYTES);
        if (of.isIpv4()) {
            SocketAddresses.ipv4(memory, 0, (int) of.low(), port);
        } else {
            SocketAddresses.ipv6(memory, 0, of.high(), of.low(), port, 0);
        }
        return memory;
    }

    @Override
    public void close() {
        socket.close();
    }
}
