package org.netserv.signaling.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.engine.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts connections at a port of each of the node's addresses. Thread: a virtual one an address. */
final class Acceptor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);
    private static final int BACKLOG = 128;

    private final boolean secure;
    private final Connections connections;
    private final List<ServerSocket> sockets = new ArrayList<>();

    Acceptor(Settings settings, int port, boolean secure, Connections connections) throws IOException {
        this.secure = secure;
        this.connections = connections;
        for (IpAddress address : settings.addresses()) {
            ServerSocket socket = new ServerSocket();
            sockets.add(socket);
            InetSocketAddress local = new InetSocketAddress(address.toInetAddress(), port);
            try {
                socket.setReuseAddress(true);
                socket.bind(local, BACKLOG);
            } catch (IOException e) {
                close();
                throw new IOException("cannot bind to TCP " + local + ": " + e.getMessage(), e);
            }
        }
    }

    void start() {
        for (ServerSocket socket : sockets) {
            Thread.ofVirtual().name("netserv-gist-accept").start(() -> accept(socket));
        }
    }

    private void accept(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.accepted(socket, secure);
            } catch (IOException e) {
                if (!server.isClosed()) {
                    LOG.warn("signaling: cannot accept: {}", e.getMessage());
                    pause();
                }
            }
        }
    }

    /** Out of descriptors, most likely: others must close theirs first. */
    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        for (ServerSocket socket : sockets) {
            socket.close();
        }
    }
}
