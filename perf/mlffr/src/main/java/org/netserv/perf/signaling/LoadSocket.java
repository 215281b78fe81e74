package org.netserv.perf.signaling;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.netserv.ffi.Linux;
import org.netserv.ffi.NativeException;
import org.netserv.ffi.NativeSocket;
import org.netserv.ffi.SocketAddresses;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.engine.Settings;

/** Makes UDP sockets between two addresses, both at the port of GIST. */
final class LoadSocket {
    /** Twice what a node has: what is lost, the node has lost. */
    private static final int BUFFER_BYTES = 8 << 20;

    private LoadSocket() {}

    /** In the network namespace of the calling thread. */
    static NativeSocket open(IpAddress own, IpAddress peer) {
        NativeSocket socket = NativeSocket.open(Linux.AF_INET, Linux.SOCK_DGRAM, Linux.IPPROTO_UDP);
        try (Arena arena = Arena.ofConfined()) {
            socket.option(Linux.SOL_SOCKET, Linux.SO_RCVBUFFORCE, BUFFER_BYTES);
            socket.option(Linux.SOL_SOCKET, Linux.SO_SNDBUFFORCE, BUFFER_BYTES);
            socket.bind(address(arena, own));
            socket.connect(address(arena, peer));
            return socket;
        } catch (NativeException e) {
            socket.close();
            throw e;
        }
    }

    private static MemorySegment address(Arena arena, IpAddress of) {
        MemorySegment memory = arena.allocate(SocketAddresses.IPV4_BYTES, Long.BYTES);
        SocketAddresses.ipv4(memory, 0, (int) of.low(), Settings.UDP_PORT);
        return memory;
    }
}
