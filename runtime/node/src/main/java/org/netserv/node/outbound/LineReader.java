package org.netserv.node.outbound;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Lines of an HTTP head, which end in LF or CRLF, up to a number of bytes in all. */
final class LineReader {
    private final InputStream in;
    private int left;

    LineReader(InputStream in, int limit) {
        this.in = in;
        left = limit;
    }

    /** The next line without its end; each byte is a character. */
    String next() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the answer ends before its head does");
            }
            if (--left < 0) {
                throw new IOException("the answer's head is too long");
            }
            line.append((char) b);
        }
        int length = line.length();
        return length > 0 && line.charAt(length - 1) == '\r' ? line.substring(0, length - 1) : line.toString();
    }
}
