package org.netserv.rig.peer;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;

/**
 * Receives datagrams and prints how many, at most every 50 ms and soon after the last one.
 *
 * <p>Arguments: address, port, {@code echo} or {@code sink}.
 */
public final class UdpSinkMain {

    private static final int REPORT_MILLIS = 50;
    private static final int BUFFER_BYTES = 4 << 20;

    private UdpSinkMain() {}

    /** Runs until it is killed. */
    public static void main(String[] args) throws IOException {
        boolean echo = args[2].equals("echo");
        try (var socket = new DatagramSocket(null)) {
            socket.setReceiveBufferSize(BUFFER_BYTES);
            socket.bind(new InetSocketAddress(InetAddress.getByName(args[0]), Integer.parseInt(args[1])));
            socket.setSoTimeout(REPORT_MILLIS);
            System.out.println("{\"event\":\"ready\",\"port\":" + socket.getLocalPort() + "}");
            receive(socket, echo);
        }
    }

    private static void receive(DatagramSocket socket, boolean echo) throws IOException {
        Tally tally = new Tally();
        long reported = 0;
        long reportedNanos = System.nanoTime();
        DatagramPacket datagram = new DatagramPacket(new byte[65_536], 65_536);
        while (true) {
            try {
                datagram.setLength(datagram.getData().length);
                socket.receive(datagram);
                tally.add(datagram);
                if (echo) {
                    socket.send(datagram);
                }
            } catch (SocketTimeoutException e) {
                // Quiet for a while: time to report.
            }
            long now = System.nanoTime();
            if (tally.packets() != reported && now - reportedNanos >= REPORT_MILLIS * 1_000_000L) {
                System.out.println(tally.json("received"));
                reported = tally.packets();
                reportedNanos = now;
            }
        }
    }
}
