package org.netserv.node.telemetry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import org.netserv.node.controller.PublisherReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code /metrics}, {@code /healthz}, {@code /readyz} and {@code /readyz/USER} over HTTP, on a port of the loopback
 * addresses alone. GET and HEAD; each request for itself, with at most 64 connections.
 *
 * <p><b>Thread.</b> One virtual thread a request.
 */
final class TelemetryServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TelemetryServer.class);
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String READY = "/readyz";
    private static final int BACKLOG = 16;
    private static final byte[] LOOPBACK_4 = {127, 0, 0, 1};
    private static final byte[] LOOPBACK_6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    static {
        // The JDK's server takes its limits from properties alone, which it reads once. Times are seconds, whatever their
        // documentation says (ServerImpl.getTimeMillis).
        limit("jdk.httpserver.maxConnections", 64);
        limit("sun.net.httpserver.maxIdleConnections", 16);
        limit("sun.net.httpserver.maxReqHeaders", 64);
        limit("sun.net.httpserver.maxReqTime", 10);
        limit("sun.net.httpserver.maxRspTime", 30);
        limit("sun.net.httpserver.drainAmount", 4096);
    }

    private final List<HttpServer> servers = new ArrayList<>();
    private final ExecutorService requests = Executors
            .newThreadPerTaskExecutor(Thread.ofVirtual().name("netserv-telemetry-", 0).factory());
    private final ReentrantLock measuring = new ReentrantLock();
    private final Metrics metrics;
    private final NodeState state;

    private TelemetryServer(Metrics metrics, NodeState state) {
        this.metrics = metrics;
        this.state = state;
    }

    private static void limit(String property, int value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, Integer.toString(value));
        }
    }

    /** What is answered. */
    private record Page(int code, String type, String body) {
        static Page ofTrouble(Optional<String> trouble) {
            return new Page(trouble.isPresent() ? 503 : 200, TEXT, trouble.orElse("ok") + "\n");
        }
    }

    /**
     * Listens on 127.0.0.1 and, where the host has it, ::1.
     *
     * @throws IOException if the port is not free
     */
    static TelemetryServer listen(int port, Metrics metrics, NodeState state) throws IOException {
        TelemetryServer server = new TelemetryServer(metrics, state);
        try {
            server.listen(InetAddress.getByAddress(LOOPBACK_4), port);
            InetAddress six = InetAddress.getByAddress(LOOPBACK_6);
            if (NetworkInterface.getByInetAddress(six) != null) {
                server.listen(six, port);
            }
            return server;
        } catch (IOException e) {
            server.close();
            throw new IOException("cannot listen on metrics port " + port + ": " + e.getMessage(), e);
        }
    }

    private void listen(InetAddress address, int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(address, port), BACKLOG);
        server.setExecutor(requests);
        server.createContext("/", this::answer);
        server.start();
        servers.add(server);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean head = exchange.getRequestMethod().equals("HEAD");
            Page page;
            if (head || exchange.getRequestMethod().equals("GET")) {
                page = page(exchange.getRequestURI().getPath());
            } else {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                page = new Page(405, TEXT, "expected GET or HEAD\n");
            }
            byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", page.type());
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            if (head) {
                exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
            }
            exchange.sendResponseHeaders(page.code(), head ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        } catch (RuntimeException e) { // the JDK would close the connection without a word
            LOG.error("a request for {} failed", exchange.getRequestURI(), e);
            throw e;
        }
    }

    private Page page(String path) {
        return switch (path) {
            case "/metrics" -> new Page(200, Exposition.CONTENT_TYPE, metrics());
            case "/healthz" -> Page.ofTrouble(state.unhealthy());
            case READY -> Page.ofTrouble(state.unready());
            default -> path.startsWith(READY + "/") ? publisher(path.substring(READY.length() + 1))
                    : new Page(404, TEXT, "expected /metrics, /healthz, /readyz or /readyz/USER\n");
        };
    }

    /** One at a time: they take memory. */
    private String metrics() {
        measuring.lock();
        try {
            return metrics.text();
        } finally {
            measuring.unlock();
        }
    }

    private Page publisher(String user) {
        NodeState.Parts parts = state.parts();
        if (parts == null) {
            return Page.ofTrouble(state.unready());
        }
        for (PublisherReport publisher : parts.controller().reports()) {
            if (publisher.user().equals(user)) {
                return Page.ofTrouble(state.unready().or(() -> publisher.modules().stream()
                        .filter(module -> module.trouble() != null).findFirst()
                        .map(module -> module.id() + " " + module.trouble())));
            }
        }
        return new Page(404, TEXT, "the node has no such user\n");
    }

    /** The port that it listens on. */
    int port() {
        return servers.getFirst().getAddress().getPort();
    }

    /** Ends at once, requests under way too. */
    @Override
    public void close() {
        servers.forEach(server -> server.stop(0));
        requests.shutdownNow();
    }
}
