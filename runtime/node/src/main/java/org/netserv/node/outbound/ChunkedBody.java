package org.netserv.node.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A body that comes in chunks, each after its length; what follows the last one is not read.
 *
 * <p><b>Source.</b> RFC 9112, 7.1.
 */
final class ChunkedBody extends InputStream {
    private static final int MAX_SIZE_LINE_LENGTH = 1024;
    private static final Pattern SIZE = Pattern.compile("([0-9A-Fa-f]{1,15})\\s*(;.*)?");
    private static final int HEX = 16;

    private final InputStream in;
    private InputStream chunk = InputStream.nullInputStream();
    private boolean begun;
    private boolean ended;

    ChunkedBody(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            int n = chunk.read(bytes, offset, length);
            if (n > 0) {
                return n;
            }
            nextChunk();
        }
        return -1;
    }

    private void nextChunk() throws IOException {
        if (begun && !line().isEmpty()) {
            throw new IOException("the answer has a chunk that is longer than it says");
        }
        Matcher size = SIZE.matcher(line());
        if (!size.matches()) {
            throw new IOException("the answer has a chunk without a length");
        }
        long length = Long.parseLong(size.group(1), HEX);
        begun = true;
        ended = length == 0;
        chunk = new FixedBody(in, length);
    }

    private String line() throws IOException {
        return new LineReader(in, MAX_SIZE_LINE_LENGTH).next();
    }
}
