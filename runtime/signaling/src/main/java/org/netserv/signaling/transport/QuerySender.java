package org.netserv.signaling.transport;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.netserv.ffi.Linux;
import org.netserv.ffi.MessageVector;
import org.netserv.ffi.NativeException;
import org.netserv.ffi.NativeSocket;
import org.netserv.ffi.SocketAddresses;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.wire.MessageHeader;
import org.netserv.signaling.wire.Mri;

/**
 * Sends Queries towards flows' destinations by a raw socket, with whatever source they have.
 *
 * <p><b>Thread.</b> {@code netserv-gist}.
 */
final class QuerySender implements AutoCloseable {
    private final NativeSocket socket;
    private final QueryPacket packet;
    private final boolean isIpv4;
    private final MemorySegment address;
    private final MessageVector vector;

    private QuerySender(Arena arena, NativeSocket socket, boolean isIpv4, int routerAlert) {
        this.socket = socket;
        this.isIpv4 = isIpv4;
        packet = new QueryPacket(arena, isIpv4, routerAlert);
        int addressBytes = isIpv4 ? SocketAddresses.IPV4_BYTES : SocketAddresses.IPV6_BYTES;
        address = arena.allocate(addressBytes, Long.BYTES);
        vector = new MessageVector(arena, 1, 1);
        vector.name(0, address, 0, addressBytes);
        vector.message(0, 0, 1);
    }

    /** @param routerAlert value of the Router Alert Option, or {@link GistNode#NO_ROUTER_ALERT} */
    static QuerySender open(Arena arena, boolean ipv4, int routerAlert) {
        NativeSocket socket = NativeSocket.open(ipv4 ? Linux.AF_INET : Linux.AF_INET6, Linux.SOCK_RAW,
                Linux.IPPROTO_RAW);
        try {
            socket.option(ipv4 ? Linux.SOL_IP : Linux.SOL_IPV6, ipv4 ? Linux.IP_HDRINCL : Linux.IPV6_HDRINCL, 1);
            return new QuerySender(arena, socket, ipv4, routerAlert);
        } catch (NativeException e) {
            socket.close();
            throw e;
        }
    }

    /** Sends a message without its magic; bytes of the packet, or the negative errno. */
    long send(MemorySegment message, int length, Mri flow, IpAddress source, int sourcePort, IpAddress destination,
            int destinationPort, int ttl) {
        MessageHeader.writeMagic(packet.memory(), packet.payload());
        MemorySegment.copy(message, 0, packet.memory(), packet.payload() + MessageHeader.MAGIC_BYTES, length);
        int bytes = packet.write(MessageHeader.MAGIC_BYTES + length, flow, source, sourcePort, destination,
                destinationPort, ttl);
        if (isIpv4) {
            SocketAddresses.ipv4(address, 0, (int) destination.low(), 0);
        } else {
            SocketAddresses.ipv6(address, 0, destination.high(), destination.low(), 0, 0);
        }
        vector.buffer(0, packet.memory(), 0, bytes);
        return socket.sendOne(vector, 0, Linux.MSG_DONTWAIT);
    }

    @Override
    public void close() {
        socket.close();
    }
}
