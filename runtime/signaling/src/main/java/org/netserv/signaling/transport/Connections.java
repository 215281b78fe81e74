package org.netserv.signaling.transport;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.engine.Engine;
import org.netserv.signaling.engine.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections under messaging associations, by the engine's numbers.
 *
 * <p><b>Threads.</b> {@code netserv-gist} for what the engine asks; whatever may take time is done on virtual threads.
 */
final class Connections implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    private static final int CONNECT_MILLIS = 5_000;
    private static final int MOST_ACCEPTED = 1_000;
    private static final int MOST_FROM_ONE = 16;

    private final Consumer<Consumer<Engine>> calls;
    private final @Nullable TlsSetup tls;
    private final Settings settings;
    private final Map<Integer, Connection> byId = new ConcurrentHashMap<>();
    private final Map<IpAddress, AtomicInteger> accepted = new ConcurrentHashMap<>();
    private final AtomicInteger allAccepted = new AtomicInteger();

    Connections(Consumer<Consumer<Engine>> calls, @Nullable TlsSetup tls, Settings settings) {
        this.calls = calls;
        this.tls = tls;
        this.settings = settings;
    }

    /** Begins to connect. */
    void connect(int id, IpAddress to, int port, boolean secure) {
        Connection connection = new Connection(calls, () -> {});
        byId.put(id, connection);
        Socket socket = new Socket();
        IOException unbound = bind(socket, to);
        Thread.ofVirtual().name("netserv-gist-connect").start(() -> {
            try {
                connection.attach(socket);
                if (unbound != null) {
                    throw unbound;
                }
                socket.connect(new InetSocketAddress(to.toInetAddress(), port), CONNECT_MILLIS);
                socket.setTcpNoDelay(true);
                connection.attach(secure ? setup().client(socket, to) : socket);
                calls.accept(engine -> engine.connected(id));
                connection.run(id);
            } catch (SSLHandshakeException e) {
                LOG.debug("signaling: {} is not authorised: {}", to, e.getMessage());
                connection.abort();
                calls.accept(engine -> engine.notAuthorised(id));
            } catch (IOException | RuntimeException e) {
                LOG.debug("signaling: no association with {}: {}", to, e.getMessage());
                connection.abort();
                calls.accept(engine -> engine.broken(id));
            }
        });
    }

    /**
     * Binds to the address that peers are told: they are to see it, too. Here, as the socket is made by this and keeps the network
     * namespace of the thread, which virtual threads do not have. Returns why it cannot.
     */
    private @Nullable IOException bind(Socket socket, IpAddress to) {
        IpAddress local = settings.addressFor(to.isIpv4());
        if (local == null) {
            return new IOException("this node has no address of that family");
        }
        try {
            socket.bind(new InetSocketAddress(local.toInetAddress(), 0));
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    /** Takes a connection that somebody has made, unless there are too many. */
    void accepted(Socket socket, boolean secure) throws IOException {
        IpAddress from = IpAddress.of(socket.getInetAddress());
        AtomicInteger fromOne = accepted.computeIfAbsent(from, address -> new AtomicInteger());
        int all = allAccepted.incrementAndGet();
        int ofOne = fromOne.incrementAndGet();
        if (all > MOST_ACCEPTED || ofOne > MOST_FROM_ONE) {
            forget(from);
            socket.close();
            return;
        }
        Connection connection = new Connection(calls, () -> forget(from));
        Thread.ofVirtual().name("netserv-gist-accepted").start(() -> {
            try {
                connection.attach(socket);
                socket.setTcpNoDelay(true);
                connection.attach(secure ? setup().server(socket, from) : socket);
                calls.accept(engine -> {
                    int id = engine.accepted(from, secure);
                    byId.put(id, connection);
                    Thread.ofVirtual().name("netserv-gist-read").start(() -> connection.run(id));
                });
            } catch (SSLHandshakeException e) {
                LOG.debug("signaling: {} is not authorised: {}", from, e.getMessage());
                connection.abort();
                calls.accept(Engine::notAuthorised);
            } catch (IOException | RuntimeException e) {
                LOG.debug("signaling: {} is not accepted: {}", from, e.getMessage());
                connection.abort();
            }
        });
    }

    private void forget(IpAddress from) {
        allAccepted.decrementAndGet();
        accepted.computeIfPresent(from, (address, count) -> count.decrementAndGet() == 0 ? null : count);
    }

    private TlsSetup setup() throws IOException {
        if (tls == null) {
            throw new IOException("this node has no TLS");
        }
        return tls;
    }

    /** Hands a message to a connection; false if it takes no more. */
    boolean write(int id, MemorySegment message, int length) {
        Connection connection = byId.get(id);
        return connection != null && connection.write(message.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
    }

    /** Closes a connection once what was written has been sent. */
    void close(int id) {
        Connection connection = byId.remove(id);
        if (connection != null) {
            connection.finish();
        }
    }

    @Override
    public void close() {
        byId.values().forEach(Connection::abort);
        byId.clear();
    }
}
