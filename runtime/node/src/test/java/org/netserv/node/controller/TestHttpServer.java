package org.netserv.node.controller;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP server on loopback that behaves as badly as it is told to. */
final class TestHttpServer implements AutoCloseable {
    private final ServerSocket listener;
    private final Map<String, Behaviour> behaviours = new ConcurrentHashMap<>();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);

    TestHttpServer() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /** Requests so far. */
    int requests() {
        return requests.get();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort() + path);
    }

    URI serve(String path, byte[] content) {
        return on(path, out -> {
            head(out, "200 OK", "Content-Length: " + content.length);
            out.write(content);
        });
    }

    URI status(String path, String status) {
        return on(path, out -> head(out, status, "Content-Length: 0"));
    }

    URI redirect(String path, String location) {
        return on(path, out -> head(out, "302 Found", "Content-Length: 0", "Location: " + location));
    }

    /** Never answers. */
    URI hang(String path) {
        return on(path, out -> await());
    }

    /** Sends a byte now and then, without end. */
    URI trickle(String path) {
        return on(path, out -> {
            head(out, "200 OK", "Content-Length: 100000");
            while (closing.getCount() > 0) {
                out.write('x');
                out.flush();
                pause();
            }
        });
    }

    /** Sends more than anybody wants, without saying how much. */
    URI endless(String path) {
        return on(path, out -> {
            head(out, "200 OK", "Connection: close");
            byte[] chunk = new byte[65_536];
            while (closing.getCount() > 0) {
                out.write(chunk);
            }
        });
    }

    private URI on(String path, Behaviour behaviour) {
        behaviours.put(path, behaviour);
        return uri(path);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket connection = listener.accept();
                connections.add(connection);
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            BufferedReader in = new BufferedReader(
                    new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String path = line.split(" ", -1)[1];
                while (!line.isEmpty()) {
                    line = in.readLine();
                }
                requests.incrementAndGet();
                OutputStream out = connection.getOutputStream();
                behaviours.getOrDefault(path, missing -> head(missing, "404 Not Found", "Content-Length: 0"))
                        .answer(out);
                out.flush();
            }
        } catch (IOException e) {
            connections.remove(connection);
        }
    }

    private static void head(OutputStream out, String status, String... headers) throws IOException {
        out.write(("HTTP/1.1 " + status + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private void await() {
        try {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pause() {
        try {
            if (closing.await(50, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            listener.close();
            for (Socket connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Behaviour {
        void answer(OutputStream out) throws IOException;
    }
}
