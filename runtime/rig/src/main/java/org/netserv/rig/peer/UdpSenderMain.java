package org.netserv.rig.peer;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Base64;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends datagrams at a rate, listens for replies meanwhile and a while longer, and prints what came.
 *
 * <p>Arguments: local address, local port (0: any), address, port, count, packets a second (0: as fast as it goes),
 * milliseconds to listen after the last one, then {@code numbered SIZE} or {@code payload BASE64}.
 */
public final class UdpSenderMain {

    private static final int BUFFER_BYTES = 4 << 20;

    private UdpSenderMain() {}

    /** Sends, listens, reports. */
    public static void main(String[] args) throws IOException, InterruptedException {
        var local = new InetSocketAddress(InetAddress.getByName(args[0]), Integer.parseInt(args[1]));
        var remote = new InetSocketAddress(InetAddress.getByName(args[2]), Integer.parseInt(args[3]));
        int count = Integer.parseInt(args[4]);
        int rate = Integer.parseInt(args[5]);
        int lingerMillis = Integer.parseInt(args[6]);
        boolean numbered = args[7].equals("numbered");
        byte[] payload = numbered ? new byte[Integer.parseInt(args[8])] : Base64.getDecoder().decode(args[8]);
        try (var socket = new DatagramSocket(null)) {
            socket.setReceiveBufferSize(BUFFER_BYTES);
            socket.setSendBufferSize(BUFFER_BYTES);
            socket.bind(local);
            Tally replies = new Tally();
            System.out.println("{\"event\":\"ready\",\"port\":" + socket.getLocalPort() + "}");
            Thread listener = Thread.ofPlatform().daemon().start(() -> listen(socket, replies));
            send(socket, remote, count, rate, payload, numbered);
            System.out.println("{\"event\":\"sent\",\"packets\":" + count + "}");
            listener.join(lingerMillis);
            synchronized (replies) {
                System.out.println(replies.json("replies"));
            }
        }
    }

    private static void send(DatagramSocket socket, InetSocketAddress remote, int count, int rate, byte[] payload,
            boolean numbered) throws IOException {
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            if (rate > 0) {
                pace(start + i * 1_000_000_000L / rate);
            }
            if (numbered) {
                Tally.number(payload, i);
            }
            socket.send(new DatagramPacket(payload, payload.length, remote));
        }
    }

    private static void pace(long dueNanos) {
        for (long left = dueNanos - System.nanoTime(); left > 0; left = dueNanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static void listen(DatagramSocket socket, Tally replies) {
        DatagramPacket datagram = new DatagramPacket(new byte[65_536], 65_536);
        while (!socket.isClosed()) {
            try {
                datagram.setLength(datagram.getData().length);
                socket.receive(datagram);
                synchronized (replies) {
                    replies.add(datagram);
                }
            } catch (SocketTimeoutException e) {
                // Try again.
            } catch (IOException e) {
                return;
            }
        }
    }
}
