package org.netserv.rig.peer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Serves the files of a folder over HTTP and prints a line for each request.
 *
 * <p>Arguments: address, port, folder.
 */
public final class HttpFilesMain {

    private static final AtomicLong REQUESTS = new AtomicLong();

    private HttpFilesMain() {}

    /** Runs until it is killed. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[2]).toRealPath();
        var address = new InetSocketAddress(InetAddress.getByName(args[0]), Integer.parseInt(args[1]));
        HttpServer server = HttpServer.create(address, 0);
        server.createContext("/", exchange -> serve(exchange, folder));
        server.start();
        System.out.println("{\"event\":\"ready\",\"port\":" + server.getAddress().getPort() + "}");
    }

    private static void serve(HttpExchange exchange, Path folder) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getRawPath();
            Path file = folder.resolve(URLDecoder.decode(path.substring(1), StandardCharsets.UTF_8)).normalize();
            boolean found = file.startsWith(folder) && Files.isRegularFile(file);
            // Before the answer: who has seen the answer also sees the count.
            System.out.println("{\"event\":\"request\",\"requests\":" + REQUESTS.incrementAndGet() + ",\"status\":"
                    + (found ? 200 : 404) + ",\"path\":\"" + path + "\"}");
            if (!found) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            exchange.getResponseHeaders().set("Content-Type", "application/java-archive");
            exchange.sendResponseHeaders(200, Files.size(file));
            Files.copy(file, exchange.getResponseBody());
        }
    }
}
