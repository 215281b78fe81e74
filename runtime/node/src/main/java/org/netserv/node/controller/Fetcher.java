package org.netserv.node.controller;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.netserv.node.config.Configuration;
import org.netserv.node.outbound.HttpReply;
import org.netserv.node.outbound.OutboundHttp;
import org.netserv.node.outbound.RefusedUrlException;

/**
 * Brings a module's JAR to the node, within limits on size, time and redirects.
 *
 * <p><b>Thread.</b> Any; waits for at most the time limit.
 */
public final class Fetcher implements AutoCloseable {
    private static final int MAX_REDIRECTS = 3;
    private static final int BUFFER_LENGTH = 64 << 10;

    private final Configuration.Fetch limits;
    private final OutboundHttp http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** A fetcher with its limits. */
    public Fetcher(Configuration.Fetch limits) {
        this.limits = limits;
        this.http = new OutboundHttp(limits.reach());
    }

    /**
     * Fetches what a URL names into a file.
     *
     * @throws RefusedException if it cannot be had within the limits: one sentence; the file may hold a part of it
     * @throws UnwritableException if it could be had, but not be written: one sentence
     */
    public void fetch(URI url, Path target) throws RefusedException, UnwritableException {
        Future<?> transfer = threads.submit(() -> {
            transfer(url, target);
            return null;
        });
        try {
            transfer.get(limits.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            transfer.cancel(true);
            throw new RefusedException(url + " was not fetched within " + limits.timeout().toSeconds() + " s", e);
        } catch (InterruptedException e) {
            transfer.cancel(true);
            Thread.currentThread().interrupt();
            throw new RefusedException(url + " was not fetched: the node is stopping", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof RefusedException refused) {
                throw refused;
            }
            if (cause instanceof UnwritableException unwritable) {
                throw unwritable;
            }
            throw new RefusedException(url + " was not fetched: " + describe(cause), cause);
        }
    }

    private void transfer(URI url, Path target) throws IOException, RefusedException {
        URI at = url;
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            String scheme = at.getScheme() == null ? "" : at.getScheme().toLowerCase(Locale.ROOT);
            if (scheme.equals("file") && limits.allowFile() && redirects == 0) {
                try (InputStream in = Files.newInputStream(Path.of(at))) {
                    copy(in, target, url);
                }
                return;
            }
            if (!scheme.equals("http") && !scheme.equals("https")) {
                throw new RefusedException(at + " is not fetched: expected http or https"
                        + (scheme.equals("file") ? "; this node's operator does not allow file" : ""));
            }
            try (HttpReply reply = http.get(at)) {
                if (reply.status() == 200) {
                    copy(reply.body(), target, url);
                    return;
                }
                at = redirect(at, reply);
            } catch (RefusedUrlException e) {
                throw new RefusedException(at + " is not fetched: " + e.getMessage(), e);
            }
        }
        throw new RefusedException(url + " was not fetched: more than " + MAX_REDIRECTS + " redirects");
    }

    private static URI redirect(URI from, HttpReply reply) throws RefusedException {
        int status = reply.status();
        if (status != 301 && status != 302 && status != 303 && status != 307 && status != 308) {
            throw new RefusedException(from + " answers " + status + ": expected 200");
        }
        String location = Objects.requireNonNullElse(reply.header("location"), "");
        try {
            URI to = from.resolve(location);
            if ("https".equalsIgnoreCase(from.getScheme()) && !"https".equalsIgnoreCase(to.getScheme())) {
                throw new RefusedException(from + " redirects to " + to + ": expected https again");
            }
            return to;
        } catch (IllegalArgumentException e) {
            throw new RefusedException(from + " redirects to \"" + location + "\", which is not a URL", e);
        }
    }

    private void copy(InputStream in, Path target, URI url) throws IOException, RefusedException {
        byte[] buffer = new byte[BUFFER_LENGTH];
        long total = 0;
        try (OutputStream out = Files.newOutputStream(target)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (Thread.interrupted()) {
                    throw new InterruptedIOException("interrupted");
                }
                total += n;
                if (total > limits.maxBytes()) {
                    throw new RefusedException(
                            url + " was not fetched: it is larger than " + limits.maxBytes() + " bytes");
                }
                write(out, buffer, n, target);
            }
        }
    }

    private static void write(OutputStream out, byte[] buffer, int length, Path target) throws UnwritableException {
        try {
            out.write(buffer, 0, length);
        } catch (IOException e) {
            throw new UnwritableException("the node cannot write what it fetches to " + target.getParent() + ": "
                    + e.getMessage(), e);
        }
    }

    private static String describe(Throwable cause) {
        String message = cause.getMessage();
        return cause.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** A JAR that the node has no room for: one sentence. */
    public static final class UnwritableException extends IOException {
        private static final long serialVersionUID = 1L;

        UnwritableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** A JAR that could not be had: one sentence. */
    public static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }

        RefusedException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
