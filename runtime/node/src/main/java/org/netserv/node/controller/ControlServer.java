package org.netserv.node.controller;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.message.Answer;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.ControlMessageException;
import org.netserv.node.message.ControlMessageParser;
import org.netserv.node.message.StatusCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for control messages: on a Unix socket, and on a TCP port of the loopback address if configured.
 *
 * <p>A connection carries many messages, one answer each, in order. A message must be whole within a time limit from its
 * first byte on; between messages a connection may rest, until others need its place ({@link ControlConnections}).
 *
 * <p><b>Thread.</b> One virtual thread a connection.
 */
public final class ControlServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
    /** On each of its sockets, so that nobody on TCP keeps the operator out. */
    private static final int MAX_CONNECTIONS = 256;
    private static final long ACCEPT_BACK_OFF_MILLIS = 1_000;
    private static final long LAST_ANSWERS_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int FILE_TYPE = 0170000;
    private static final int SOCKET = 0140000;

    private final Controller controller;
    private final NodeCounters counters;
    private final Duration messageLimit;
    private final List<ServerSocketChannel> listeners = new ArrayList<>();
    private final List<ControlConnections> connections = new CopyOnWriteArrayList<>();
    private final Deadlines deadlines;
    private final AtomicInteger answering = new AtomicInteger();
    private volatile boolean closed;
    /** Why connections are not accepted at present. */
    private volatile @Nullable String acceptFailure;

    /**
     * A server that does not listen yet.
     *
     * @param counters counts connections that made room for others
     * @param messageLimit how long a message may take to arrive
     */
    public ControlServer(Controller controller, NodeCounters counters, Duration messageLimit) {
        this.controller = controller;
        this.counters = counters;
        this.messageLimit = messageLimit;
        deadlines = new Deadlines(messageLimit, "netserv-control-deadlines");
    }

    /** What keeps it from taking control messages, as a sentence. <b>Thread.</b> Any. */
    public Optional<String> trouble() {
        String failure = acceptFailure;
        return closed ? Optional.of("the control server is closed")
                : Optional.ofNullable(failure).map(why -> "control connections are not accepted: " + why);
    }

    /** Listens on a Unix socket, readable and writable by the node's own user alone. */
    public void listen(Path socket) throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(socket);
        if (Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
            refuseUnlessSocket(socket);
            refuseIfAlive(address);
            Files.delete(socket);
        }
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            listener.bind(address);
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            listener.close();
            throw e;
        }
        accept(listener, "control.socket");
    }

    /** Listens on a TCP port of the loopback address; 0 for any. Returns the port. */
    public int listen(int port) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        try {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            listener.close();
            throw new IOException("port " + port + " of the loopback address: " + e.getMessage(), e);
        }
        accept(listener, "control.tcp");
        return ((InetSocketAddress) listener.getLocalAddress()).getPort();
    }

    /** Whatever else is there was not left by a node. */
    private static void refuseUnlessSocket(Path path) throws IOException {
        int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        if ((mode & FILE_TYPE) != SOCKET) {
            throw new IOException(path + " is no socket: expected nothing there, or a socket that a node has left");
        }
    }

    private static void refuseIfAlive(UnixDomainSocketAddress address) throws IOException {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.connect(address);
        } catch (IOException nobodyListens) {
            return;
        }
        throw new IOException(address.getPath() + " is in use by a node that runs");
    }

    private void accept(ServerSocketChannel listener, String name) {
        listeners.add(listener);
        ControlConnections open = new ControlConnections(name, MAX_CONNECTIONS, counters);
        connections.add(open);
        Thread.ofVirtual().name("netserv-control-accept").start(() -> {
            while (!closed && listener.isOpen()) {
                try {
                    SocketChannel connection = listener.accept();
                    acceptFailure = null;
                    boolean admitted = open.admit(connection);
                    Thread.ofVirtual().name("netserv-control")
                            .start(admitted ? () -> serve(connection, open) : () -> refuse(connection));
                } catch (IOException e) {
                    if (!closed) {
                        // Out of file descriptors, for example: that passes.
                        LOG.error("a control connection was not accepted", e);
                        acceptFailure = String.valueOf(e.getMessage());
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ACCEPT_BACK_OFF_MILLIS));
                    }
                }
            }
        });
    }

    private void refuse(SocketChannel connection) {
        try (connection) {
            write(connection, new BufferedOutputStream(Channels.newOutputStream(connection)),
                    Answer.of(StatusCode.DRAINING, "more than " + MAX_CONNECTIONS + " control connections"));
        } catch (IOException e) {
            LOG.debug("a control connection was not refused", e);
        }
    }

    private void serve(SocketChannel connection, ControlConnections open) {
        try (connection) {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(connection));
            boolean operator = Peer.isOperator(connection);
            ControlMessageParser parser = new ControlMessageParser(Channels.newInputStream(connection));
            while (parser.awaitMessage()) {
                if (!answer(parser, connection, out, operator, open)) {
                    return;
                }
            }
        } catch (IOException e) {
            LOG.debug("a control connection ended", e);
        } finally {
            open.left(connection);
        }
    }

    /** Reads and answers one message; false if the connection cannot go on. */
    private boolean answer(ControlMessageParser parser, SocketChannel connection, OutputStream out, boolean operator,
            ControlConnections open) throws IOException {
        Deadline deadline = new Deadline(connection, out);
        Deadlines.Pending pending = deadlines.begin(deadline);
        ControlMessage message;
        try {
            message = parser.read();
        } catch (ControlMessageException e) {
            if (deadline.met()) {
                write(connection, out, controller.refuse(e));
            }
            return !e.closesConnection();
        } finally {
            pending.ends();
        }
        if (message == null || !deadline.met() || !open.answers(connection)) {
            return false;
        }
        answering.incrementAndGet();
        try {
            write(connection, out, controller.handle(message, operator, body -> sent(connection, out, body)));
        } finally {
            answering.decrementAndGet();
            open.waits(connection);
        }
        return true;
    }

    /** Writes a part of an answer; false if the client is gone, or does not read. */
    private boolean sent(SocketChannel connection, OutputStream out, String body) {
        try {
            write(connection, out, Answer.of(StatusCode.PART, "").with(body));
            return true;
        } catch (IOException e) {
            LOG.debug("a part of an answer was not taken", e);
            return false;
        }
    }

    /** Writes an answer; a client that does not read it in time loses its connection. */
    private void write(SocketChannel connection, OutputStream out, Answer answer) throws IOException {
        Deadlines.Pending pending = deadlines.begin(() -> ControlConnections.closeQuietly(connection));
        try {
            out.write(answer.toBytes());
            out.flush();
        } finally {
            pending.ends();
        }
    }

    /** Stops listening; messages that are being carried out have a little time for their answer. */
    @Override
    public void close() {
        closed = true;
        for (ServerSocketChannel listener : listeners) {
            try {
                SocketAddress address = listener.getLocalAddress();
                listener.close();
                if (address instanceof UnixDomainSocketAddress unix) {
                    Files.deleteIfExists(unix.getPath());
                }
            } catch (IOException e) {
                LOG.warn("the control socket was not closed: {}", e.getMessage());
            }
        }
        awaitAnswers();
        connections.forEach(ControlConnections::close);
        deadlines.close();
    }

    private void awaitAnswers() {
        long limit = System.nanoTime() + LAST_ANSWERS_NANOS;
        while (answering.get() > 0 && System.nanoTime() - limit < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /** Ends a connection whose message takes too long, with a word why. */
    private final class Deadline implements Runnable {
        private final SocketChannel connection;
        private final OutputStream out;
        private final AtomicBoolean over = new AtomicBoolean();

        Deadline(SocketChannel connection, OutputStream out) {
            this.connection = connection;
            this.out = out;
        }

        /** Calls the deadline off; false if it has passed: then the answer is not the caller's to give. */
        boolean met() {
            return over.compareAndSet(false, true);
        }

        @Override
        public void run() {
            if (!over.compareAndSet(false, true)) {
                return;
            }
            try {
                write(connection, out, Answer.of(StatusCode.MALFORMED,
                        "the message was not whole within " + messageLimit.toSeconds() + " s of its first byte"));
            } catch (IOException e) {
                LOG.debug("a slow control connection took no answer", e);
            }
            ControlConnections.closeQuietly(connection);
        }
    }
}
