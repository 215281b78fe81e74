package org.netserv.cli.signaling;

import static org.netserv.ffi.SocketFilter.BPF_ABS;
import static org.netserv.ffi.SocketFilter.BPF_ADD;
import static org.netserv.ffi.SocketFilter.BPF_ALU;
import static org.netserv.ffi.SocketFilter.BPF_AND;
import static org.netserv.ffi.SocketFilter.BPF_B;
import static org.netserv.ffi.SocketFilter.BPF_H;
import static org.netserv.ffi.SocketFilter.BPF_IMM;
import static org.netserv.ffi.SocketFilter.BPF_IND;
import static org.netserv.ffi.SocketFilter.BPF_K;
import static org.netserv.ffi.SocketFilter.BPF_LD;
import static org.netserv.ffi.SocketFilter.BPF_LDX;
import static org.netserv.ffi.SocketFilter.BPF_LSH;
import static org.netserv.ffi.SocketFilter.BPF_MISC;
import static org.netserv.ffi.SocketFilter.BPF_MSH;
import static org.netserv.ffi.SocketFilter.BPF_RET;
import static org.netserv.ffi.SocketFilter.BPF_RSH;
import static org.netserv.ffi.SocketFilter.BPF_TAX;
import static org.netserv.ffi.SocketFilter.BPF_W;
import static org.netserv.ffi.SocketFilter.BPF_X;
import static org.netserv.ffi.SocketFilter.SKF_AD_IFINDEX;
import static org.netserv.ffi.SocketFilter.SKF_AD_OFF;

import java.util.Collection;
import org.netserv.ffi.SocketFilter;

/**
 * Selects in the kernel what may be signaling, in packets that begin with their IP header.
 *
 * <pre>
 *   UDP                from or to the signaling port
 *   TCP                from or to a port of nodes; what opens a connection, and what begins like a message
 *   ICMP, ICMPv6       destination unreachable, about UDP to the signaling port
 * </pre>
 *
 * A connection is opened some microseconds behind the Response that tells of its port, before this filter can be exchanged for one
 * that knows the port: hence the last part of the second line. Fragments but the first, and IPv6 extension headers but
 * hop-by-hop options, are not followed.
 */
final class SignalFilter {
    /** So many interfaces may be named: the program's jumps reach no farther. */
    static final int MOST_INTERFACES = 100;

    private static final int ALL_BYTES = 262_144;
    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMPV6 = 58;
    private static final int UNREACHABLE = 3;
    private static final int UNREACHABLE_V6 = 1;
    private static final int SYN = 2;
    private static final int IPV6_HEADER = 40;
    private static final int ICMP_HEADER = 8;

    private static final int LOAD_BYTE = BPF_LD | BPF_B | BPF_ABS;
    /** Behind X, which is where the transport's header begins. */
    private static final int LOAD_BYTE_THERE = BPF_LD | BPF_B | BPF_IND;
    private static final int LOAD_SHORT_THERE = BPF_LD | BPF_H | BPF_IND;
    private static final int AND = BPF_ALU | BPF_AND | BPF_K;

    private SignalFilter() {}

    /**
     * The filter.
     *
     * @param interfaces indices of the only interfaces; none for all
     */
    static SocketFilter of(int udpPort, Collection<Integer> tcpPorts, Collection<Integer> interfaces) {
        SocketFilter.Builder program = SocketFilter.builder();
        interfaces(program, interfaces);
        findTransport(program);
        program.label("udp").add(LOAD_SHORT_THERE, 0).jumpIfEqual(udpPort, "take").add(LOAD_SHORT_THERE, 2)
                .jumpIfEqual(udpPort, "take").jump("leave");
        icmp(program, udpPort);
        tcp(program, tcpPorts);
        return program.label("take").add(BPF_RET | BPF_K, ALL_BYTES).label("leave").add(BPF_RET | BPF_K, 0).build();
    }

    private static void interfaces(SocketFilter.Builder program, Collection<Integer> interfaces) {
        if (!interfaces.isEmpty()) {
            program.add(BPF_LD | BPF_W | BPF_ABS, SKF_AD_OFF + SKF_AD_IFINDEX);
            interfaces.forEach(index -> program.jumpIfEqual(index, "here"));
            program.jump("leave").label("here");
        }
    }

    /** X becomes its place, and A its protocol. */
    private static void findTransport(SocketFilter.Builder program) {
        program.add(LOAD_BYTE, 0).add(AND, 0xf0).jumpIfEqual(0x40, "ipv4").jumpIfEqual(0x60, "ipv6").jump("leave");
        program.label("ipv4").add(BPF_LD | BPF_H | BPF_ABS, 6).jumpIfAny(0x1fff, "leave")
                .add(BPF_LDX | BPF_B | BPF_MSH, 0).add(LOAD_BYTE, 9).jump("transport");
        program.label("ipv6").add(LOAD_BYTE, 6).jumpIfEqual(0, "options").add(BPF_LDX | BPF_W | BPF_IMM, IPV6_HEADER)
                .jump("transport");
        program.label("options").add(LOAD_BYTE, IPV6_HEADER + 1).add(BPF_ALU | BPF_ADD | BPF_K, 1)
                .add(BPF_ALU | BPF_LSH | BPF_K, 3).add(BPF_ALU | BPF_ADD | BPF_K, IPV6_HEADER)
                .add(BPF_MISC | BPF_TAX, 0).add(LOAD_BYTE, IPV6_HEADER);
        program.label("transport").jumpIfEqual(UDP, "udp").jumpIfEqual(TCP, "tcp").jumpIfEqual(ICMP, "icmp")
                .jumpIfEqual(ICMPV6, "icmpv6").jump("leave");
    }

    private static void icmp(SocketFilter.Builder program, int udpPort) {
        // In the packet that is quoted X becomes the length of its header more, and the port is 2 behind that.
        program.label("icmp").add(LOAD_BYTE_THERE, 0).jumpUnlessEqual(UNREACHABLE, "leave")
                .add(LOAD_BYTE_THERE, ICMP_HEADER + 9).jumpUnlessEqual(UDP, "leave").add(LOAD_BYTE_THERE, ICMP_HEADER)
                .add(AND, 0xf).add(BPF_ALU | BPF_LSH | BPF_K, 2).add(BPF_ALU | BPF_ADD | BPF_X, 0)
                .add(BPF_MISC | BPF_TAX, 0).add(LOAD_SHORT_THERE, ICMP_HEADER + 2).jumpIfEqual(udpPort, "take")
                .jump("leave");
        // One with hop-by-hop options is taken, whatever follows.
        program.label("icmpv6").add(LOAD_BYTE_THERE, 0).jumpUnlessEqual(UNREACHABLE_V6, "leave")
                .add(LOAD_BYTE_THERE, ICMP_HEADER + 6).jumpIfEqual(0, "take").jumpUnlessEqual(UDP, "leave")
                .add(LOAD_SHORT_THERE, ICMP_HEADER + IPV6_HEADER + 2).jumpIfEqual(udpPort, "take").jump("leave");
    }

    private static void tcp(SocketFilter.Builder program, Collection<Integer> ports) {
        program.label("tcp").add(LOAD_BYTE_THERE, 13).jumpIfAny(SYN, "take");
        for (int place = 0; place <= 2; place += 2) {
            program.add(LOAD_SHORT_THERE, place);
            ports.forEach(port -> program.jumpIfEqual(port, "take"));
        }
        // A message begins with version 1, a type of at most 5 and flags of which five bits are 0.
        program.add(LOAD_BYTE_THERE, 12).add(AND, 0xf0).add(BPF_ALU | BPF_RSH | BPF_K, 2)
                .add(BPF_ALU | BPF_ADD | BPF_X, 0).add(BPF_MISC | BPF_TAX, 0).add(LOAD_BYTE_THERE, 0)
                .jumpUnlessEqual(1, "leave").add(LOAD_BYTE_THERE, 6).add(AND, 0x7f).jumpIfGreater(5, "leave")
                .add(LOAD_BYTE_THERE, 7).jumpIfAny(0x1f, "leave");
    }
}
