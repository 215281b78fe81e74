package org.netserv.dataplane.testing;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.netserv.dataplane.common.InNamespace;
import org.netserv.node.plane.PlaneException;

/** A datagram socket on a host of the rig, held by this process. */
public final class Host implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 5000;

    private final DatagramSocket socket;

    private Host(DatagramSocket socket) {
        this.socket = socket;
    }

    /** A socket in a namespace. Port 0 takes any. */
    public static Host at(String namespace, String address, int port) throws PlaneException {
        return new Host(new InNamespace("test", namespace).call(() -> {
            DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName(address), port));
            socket.setReceiveBufferSize(4 << 20);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            return socket;
        }));
    }

    /** Its own. */
    public int port() {
        return socket.getLocalPort();
    }

    /** Sends a datagram, one byte a character. */
    public void send(String text, String address, int port) throws IOException {
        send(text.getBytes(StandardCharsets.ISO_8859_1), address, port);
    }

    /** Sends a datagram. */
    public void send(byte[] bytes, String address, int port) throws IOException {
        socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getByName(address), port));
    }

    /** The next datagram. */
    public Datagram receive() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        socket.receive(packet);
        return new Datagram(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1),
                packet.getAddress().getHostAddress(), packet.getPort());
    }

    /** The next datagram, or null if none comes for that long. */
    @Nullable
    public Datagram receiveWithin(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            return receive();
        } catch (SocketTimeoutException e) {
            return null;
        } finally {
            socket.setSoTimeout(TIMEOUT_MILLIS);
        }
    }

    @Override
    public void close() {
        socket.close();
    }

    /**
     * What came.
     *
     * @param text one character a byte
     * @param address of who sent it
     * @param port of who sent it
     */
    public record Datagram(String text, String address, int port) {
        /** The text again. */
        public byte[] bytes() {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }
    }
}
