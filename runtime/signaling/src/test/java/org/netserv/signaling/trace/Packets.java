package org.netserv.signaling.trace;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.netserv.node.net.IpAddress;

/** Messages, and packets around them. Checksums are 0: a trace does not look at them. */
final class Packets {
    static final int SYN = 2;
    static final int FIN = 1;
    static final int RST = 4;
    static final int ACK = 16;

    static final byte[] QUERY = hex("0120001d7fc080c0", "00000004000040000a6301010a63030220200000",
            "0001000400000000000000000000000000000000",
            "0002000710404000000075302364bb70bbfb9e04a294638efd223b800a630101", "00050001ce8365c7",
            "00030003020000000101000002020100", "00040004020000000002bf200101000001020000");
    static final byte[] RESPONSE = hex("010100277fc001c0", "00000004000040200a6301010a63030220200000",
            "0001000400000000000000000000000000000000",
            "0002000710004000000075306030fda325ab112533087380a2f36a230a630102", "00050001ce8365c7",
            "000600073fba701f000200005f269b30bc2f0a3fb3fbd6557c8214c633b21aa3",
            "00030003020000000101000002020100", "00040006020000000002bf20010102007530000001020200753100 00");
    static final byte[] CONFIRM = hex("010100217fc00280", "00000004000040000a6301010a63030220200000",
            "0001000400000000000000000000000000000000",
            "0002000710404000000075302364bb70bbfb9e04a294638efd223b800a630101",
            "000600073fba701f000200005f269b30bc2f0a3fb3fbd6557c8214c633b21aa3",
            "00030003020000000101000002020100", "00040002000000000002bf20");
    static final byte[] DATA = hex("0101000e7fc00380", "00000004000040000a6301010a63030220200000",
            "0001000400000000000000000000000000000000", "0008000348656c6c6f20576f726c6421");
    static final byte[] HELLO = hex("0101000200000580", "000a000101020304");

    static final String QUERIER = "10.99.1.1";
    static final String RESPONDER = "10.99.1.2";
    static final int NODE_PORT = 30_000;

    private Packets() {}

    static byte[] hex(String... parts) {
        return HexFormat.of().parseHex(String.join("", parts).replace(" ", ""));
    }

    static byte[] joined(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer all = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }

    /** A datagram with magic, in an IPv4 packet with options, or an IPv6 one with extension headers. */
    static byte[] gist(String from, int sourcePort, String to, int destinationPort, byte[] message, String options) {
        return udp(from, sourcePort, to, destinationPort, joined(hex("4e04bda5"), message), options);
    }

    static byte[] udp(String from, int sourcePort, String to, int destinationPort, byte[] payload, String options) {
        byte[] udp = ByteBuffer.allocate(8 + payload.length).putShort((short) sourcePort)
                .putShort((short) destinationPort).putShort((short) (8 + payload.length)).putShort((short) 0)
                .put(payload).array();
        return ip(17, from, to, udp, options);
    }

    static byte[] tcp(String from, int sourcePort, String to, int destinationPort, int number, int acknowledged,
            int flags, byte[] payload) {
        byte[] tcp = ByteBuffer.allocate(24 + payload.length).putShort((short) sourcePort)
                .putShort((short) destinationPort).putInt(number).putInt(acknowledged).put((byte) 0x60)
                .put((byte) flags).putShort((short) 1000).putInt(0).putInt(0x01010101).put(payload).array();
        return ip(6, from, to, tcp, "");
    }

    /** For IPv6 the options are extension headers, of which the last names the transport; the first is of hop-by-hop options. */
    static byte[] ip(int protocol, String from, String to, byte[] transport, String options) {
        IpAddress source = IpAddress.parse(from);
        IpAddress destination = IpAddress.parse(to);
        byte[] more = hex(options);
        if (source.isIpv4()) {
            int header = 20 + more.length;
            return ByteBuffer.allocate(header + transport.length).put((byte) (0x40 | header / 4)).put((byte) 0)
                    .putShort((short) (header + transport.length)).putInt(0x4000).put((byte) 63).put((byte) protocol)
                    .putShort((short) 0).putInt((int) source.low()).putInt((int) destination.low()).put(more)
                    .put(transport).array();
        }
        return ByteBuffer.allocate(40 + more.length + transport.length).putInt(0x60000000)
                .putShort((short) (more.length + transport.length)).put((byte) (more.length == 0 ? protocol : 0))
                .put((byte) 62).putLong(source.high()).putLong(source.low()).putLong(destination.high())
                .putLong(destination.low()).put(more).put(transport).array();
    }

    /** An ICMP error about a packet, of which it quotes so many bytes. */
    static byte[] unreachable(String from, String to, int type, int code, byte[] packet, int quoted) {
        ByteBuffer icmp = ByteBuffer.allocate(8 + quoted).put((byte) type).put((byte) code).putShort((short) 0)
                .putInt(0).put(packet, 0, quoted);
        return ip(type == 3 ? 1 : 58, from, to, icmp.array(), "");
    }
}
