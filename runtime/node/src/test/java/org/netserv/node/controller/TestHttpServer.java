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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP server on loopback that behaves as badly as it is told to. */
public final class TestHttpServer implements AutoCloseable {
    private final ServerSocket listener;
    private final Map<String, Behaviour> behaviours = new ConcurrentHashMap<>();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger requests = new AtomicInteger();
    private final BlockingQueue<Posted> posted = new LinkedBlockingQueue<>();
    private final CountDownLatch closing = new CountDownLatch(1);

    public TestHttpServer() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /** Requests so far. */
    public int requests() {
        return requests.get();
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort() + path);
    }

    public URI serve(String path, byte[] content) {
        return on(path, out -> {
            head(out, "200 OK", "Content-Length: " + content.length);
            out.write(content);
        });
    }

    public URI status(String path, String status) {
        return on(path, out -> head(out, status, "Content-Length: 0"));
    }

    public URI redirect(String path, String location) {
        return on(path, out -> head(out, "302 Found", "Content-Length: 0", "Location: " + location));
    }

    /** These bytes, one answer a request, the last one for ever; the connection is closed behind each. */
    public URI inTurn(String path, String... answers) {
        AtomicInteger next = new AtomicInteger();
        return on(path, out -> {
            out.write(answers[Math.min(next.getAndIncrement(), answers.length - 1)].getBytes(StandardCharsets.UTF_8));
            out.flush();
            throw new IOException("to have the connection closed");
        });
    }

    /** The next request that had a body, waiting for it. */
    public Posted takePosted() throws InterruptedException {
        Posted next = posted.poll(20, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing was posted");
        }
        return next;
    }

    /** Requests with a body that nobody has taken. */
    public int untaken() {
        return posted.size();
    }

    /** A request with a body. */
    public record Posted(String path, List<String> head, String body) {}

    /** Never answers. */
    public URI hang(String path) {
        return on(path, out -> await());
    }

    /** Sends a byte now and then, without end. */
    public URI trickle(String path) {
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
    public URI endless(String path) {
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
                List<String> head = new ArrayList<>();
                while (!line.isEmpty()) {
                    head.add(line);
                    line = in.readLine();
                }
                requests.incrementAndGet();
                readBody(in, path, head);
                OutputStream out = connection.getOutputStream();
                behaviours.getOrDefault(path, missing -> head(missing, "404 Not Found", "Content-Length: 0"))
                        .answer(out);
                out.flush();
            }
        } catch (IOException e) {
            connections.remove(connection);
        }
    }

    private void readBody(BufferedReader in, String path, List<String> head) throws IOException {
        for (String header : head) {
            if (header.startsWith("Content-Length: ")) {
                char[] body = new char[Integer.parseInt(header.substring("Content-Length: ".length()))];
                for (int n = 0; n < body.length; n++) {
                    body[n] = (char) in.read();
                }
                posted.add(new Posted(path, List.copyOf(head), new String(body)));
            }
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
