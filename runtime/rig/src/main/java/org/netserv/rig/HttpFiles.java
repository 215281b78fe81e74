package org.netserv.rig;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Serves the files of a folder over HTTP on a host and counts the requests. */
public final class HttpFiles implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(20);
    private static final Pattern REQUEST = Pattern.compile(".*\"event\":\"request\".*");

    private final Running running;
    private final String base;

    private HttpFiles(Running running, String base) {
        this.running = running;
        this.base = base;
    }

    /** A server that is listening when this returns. */
    public static HttpFiles start(Namespace host, String address, int port, Path folder) {
        Running running = Peers.start(host, "HttpFilesMain",
                List.of(address, Integer.toString(port), folder.toString()));
        try {
            running.awaitLine("\"event\":\"ready\"", START_TIMEOUT);
        } catch (RigException e) {
            running.close();
            throw e;
        }
        return new HttpFiles(running, "http://" + (address.contains(":") ? "[" + address + "]" : address) + ":" + port);
    }

    /** Where a file of the folder is found. */
    public URI uri(String file) {
        return URI.create(base + "/" + file);
    }

    /** How many requests have come, answered or not. */
    public long requests() {
        Matcher last = running.lastLine(REQUEST);
        return last == null ? 0 : Peers.number(last.group(), "requests");
    }

    @Override
    public void close() {
        running.close();
    }
}
