package org.netserv.rig.peer;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Receives datagrams and prints each, its bytes in base64.
 *
 * <p>Arguments: address, port.
 */
public final class UdpInboxMain {

    private UdpInboxMain() {}

    /** Runs until it is killed. */
    public static void main(String[] args) throws IOException {
        try (var socket = new DatagramSocket(null)) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(args[0]), Integer.parseInt(args[1])));
            System.out.println("{\"event\":\"ready\",\"port\":" + socket.getLocalPort() + "}");
            DatagramPacket datagram = new DatagramPacket(new byte[65_536], 65_536);
            while (true) {
                datagram.setLength(datagram.getData().length);
                socket.receive(datagram);
                ByteBuffer base64 = Base64.getEncoder()
                        .encode(ByteBuffer.wrap(datagram.getData(), datagram.getOffset(), datagram.getLength()));
                System.out.println("{\"event\":\"datagram\",\"text\":\""
                        + StandardCharsets.US_ASCII.decode(base64) + "\"}");
            }
        }
    }
}
