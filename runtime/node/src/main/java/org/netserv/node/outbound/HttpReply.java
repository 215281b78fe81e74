package org.netserv.node.outbound;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP answer whose head is read, and whose body may be. Closing it closes the connection.
 *
 * <p><b>Errors.</b> {@link IOException} for what is not HTTP/1, or too long a head.
 *
 * <p><b>Source.</b> RFC 9112.
 */
public final class HttpReply implements Closeable {
    /** Of all heads together: informational ones may precede the answer. */
    private static final int MAX_HEAD_LENGTH = 16 << 10;
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})( .*)?");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
    private static final int FIRST_FINAL = 200;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private final int status;
    private final Map<String, String> headers;
    private final InputStream body;
    private final Closeable connection;

    private HttpReply(int status, Map<String, String> headers, InputStream body, Closeable connection) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.connection = connection;
    }

    /** Reads the head of the answer from a connection that is given over. */
    static HttpReply read(InputStream in, Closeable connection) throws IOException {
        LineReader lines = new LineReader(in, MAX_HEAD_LENGTH);
        int status;
        Map<String, String> headers;
        do {
            status = status(lines.next());
            headers = headers(lines);
        } while (status < FIRST_FINAL);
        return new HttpReply(status, headers, body(status, headers, in), connection);
    }

    private static int status(String line) throws IOException {
        Matcher matcher = STATUS_LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IOException("the answer is not HTTP/1");
        }
        return Integer.parseInt(matcher.group(1));
    }

    private static Map<String, String> headers(LineReader lines) throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (String line = lines.next(); !line.isEmpty(); line = lines.next()) {
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw new IOException("the answer has a header without a name");
            }
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            String value = line.substring(colon + 1).strip();
            String before = headers.put(name, value);
            if (before != null && !before.equals(value) && isFraming(name)) {
                throw new IOException("the answer has two headers " + name + " that differ");
            }
        }
        return headers;
    }

    private static boolean isFraming(String name) {
        return name.equals("content-length") || name.equals("transfer-encoding");
    }

    private static InputStream body(int status, Map<String, String> headers, InputStream in) throws IOException {
        if (status == NO_CONTENT || status == NOT_MODIFIED) {
            return InputStream.nullInputStream();
        }
        String coding = headers.get("transfer-encoding");
        if (coding != null) {
            if (!coding.equalsIgnoreCase("chunked")) {
                throw new IOException("the answer has a transfer-encoding that is not known");
            }
            return new ChunkedBody(in);
        }
        String length = headers.get("content-length");
        if (length == null) {
            return in;
        }
        if (!LENGTH.matcher(length).matches()) {
            throw new IOException("the answer has a content-length that is no number");
        }
        return new FixedBody(in, Long.parseLong(length));
    }

    /** Its status, 200 to 599. */
    public int status() {
        return status;
    }

    /** The value of a header, whose name is in lower case; null if there is none. */
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    /** What follows the head; it ends where the answer does, and with an {@link IOException} if the connection ends before. */
    public InputStream body() {
        return body;
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
