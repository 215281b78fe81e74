package org.netserv.apps.keepalive;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Builds IP packets with UDP in them; checksums are left to the node. */
final class UdpPacket {

    private UdpPacket() {}

    static byte[] of(String source, int sourcePort, String destination, int destinationPort, byte[] payload) {
        byte[] from = InetAddress.ofLiteral(source).getAddress();
        byte[] to = InetAddress.ofLiteral(destination).getAddress();
        int header = from.length == 4 ? 20 : 40;
        ByteBuffer packet = ByteBuffer.allocate(header + 8 + payload.length);
        if (from.length == 4) {
            packet.putShort((short) 0x4500).putShort((short) packet.capacity()).putInt(0x0001_4000);
            packet.put((byte) 57).put((byte) 17).putShort((short) 0);
        } else {
            packet.putInt(0x6000_0000).putShort((short) (8 + payload.length)).put((byte) 17).put((byte) 57);
        }
        packet.put(from).put(to);
        packet.putShort((short) sourcePort).putShort((short) destinationPort);
        packet.putShort((short) (8 + payload.length)).putShort((short) 0x1234);
        return packet.put(payload).array();
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
