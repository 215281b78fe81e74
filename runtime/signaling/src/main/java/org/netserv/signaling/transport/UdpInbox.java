package org.netserv.signaling.transport;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.netserv.ffi.ArrivalData;
import org.netserv.ffi.Linux;
import org.netserv.ffi.MessageVector;
import org.netserv.ffi.SocketAddresses;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.engine.Engine;

/**
 * Brings to the engine what comes to the UDP ports: datagrams with their IP TTL and interface, and ICMP errors that say that
 * nobody listens at the signaling port of some host. Other errors say nothing of who is on the path.
 *
 * <p><b>Thread.</b> {@code netserv-gist}.
 */
final class UdpInbox {
    private static final int SLOTS = 16;
    private static final int SLOT_BYTES = 65_536;
    private static final int ADDRESS_BYTES = 32;
    /** Before timers and calls have their turn. */
    private static final int MOST_BATCHES = 16;
    /** Destination unreachable: port unreachable. RFC 792, RFC 4443. */
    private static final int ICMP_UNREACHABLE = 3;
    private static final int ICMP_PORT = 3;
    private static final int ICMPV6_UNREACHABLE = 1;
    private static final int ICMPV6_PORT = 4;

    private final int signalingPort;
    private final MemorySegment memory;
    private final MemorySegment addresses;
    private final MemorySegment controls;
    private final MessageVector vector;
    private final ArrivalData data = new ArrivalData();

    UdpInbox(Arena arena, int signalingPort) {
        this.signalingPort = signalingPort;
        memory = arena.allocate((long) SLOTS * SLOT_BYTES);
        addresses = arena.allocate((long) SLOTS * ADDRESS_BYTES, Long.BYTES);
        controls = arena.allocate((long) SLOTS * ArrivalData.CONTROL_BYTES, Long.BYTES);
        vector = new MessageVector(arena, SLOTS, SLOTS);
        for (int i = 0; i < SLOTS; i++) {
            vector.buffer(i, memory, (long) i * SLOT_BYTES, SLOT_BYTES);
            vector.message(i, i, 1);
        }
    }

    /** Hands to the engine what has come to a port, up to a bound. */
    void receive(UdpPort port, Engine engine) {
        int errors = receive(port, Linux.MSG_ERRQUEUE);
        for (int i = 0; i < errors; i++) {
            error(port, engine, i);
        }
        for (int batch = 0; batch < MOST_BATCHES; batch++) {
            // An error that waits is said once, in place of datagrams: these come with the next call.
            int received = receive(port, 0);
            for (int i = 0; i < received; i++) {
                datagram(port, engine, i);
            }
            if (received < SLOTS) {
                return;
            }
        }
    }

    private int receive(UdpPort port, int flags) {
        for (int i = 0; i < SLOTS; i++) {
            vector.name(i, addresses, (long) i * ADDRESS_BYTES, port.addressBytes());
            vector.control(i, controls, (long) i * ArrivalData.CONTROL_BYTES, ArrivalData.CONTROL_BYTES);
        }
        return port.socket().receive(vector, SLOTS, flags | Linux.MSG_DONTWAIT);
    }

    private void datagram(UdpPort port, Engine engine, int i) {
        readControl(i);
        if ((vector.flags(i) & Linux.MSG_TRUNC) == 0) {
            engine.datagram(memory, (long) i * SLOT_BYTES, vector.length(i), address(port, i), portOf(i), data.ttl(),
                    data.interfaceIndex());
        }
    }

    /** The name of an error is where the datagram was sent to, its bytes are what the error quotes of that. */
    private void error(UdpPort port, Engine engine, int i) {
        readControl(i);
        boolean ipv4 = isError(Linux.SO_EE_ORIGIN_ICMP, ICMP_UNREACHABLE, ICMP_PORT);
        boolean ipv6 = isError(Linux.SO_EE_ORIGIN_ICMP6, ICMPV6_UNREACHABLE, ICMPV6_PORT);
        if ((ipv4 || ipv6) && portOf(i) == signalingPort) {
            engine.unreachable(address(port, i), memory, (long) i * SLOT_BYTES, vector.length(i));
        }
    }

    private boolean isError(int origin, int type, int code) {
        return data.errorOrigin() == origin && data.errorType() == type && data.errorCode() == code;
    }

    private void readControl(int i) {
        data.read(controls, (long) i * ArrivalData.CONTROL_BYTES, vector.controlLength(i));
    }

    private IpAddress address(UdpPort port, int i) {
        long at = (long) i * ADDRESS_BYTES;
        return port.isIpv4() ? IpAddress.ofIpv4(SocketAddresses.ipv4(addresses, at))
                : new IpAddress(SocketAddresses.ipv6High(addresses, at), SocketAddresses.ipv6Low(addresses, at));
    }

    private int portOf(int i) {
        return SocketAddresses.port(addresses, (long) i * ADDRESS_BYTES);
    }
}
