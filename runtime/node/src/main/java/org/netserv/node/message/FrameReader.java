package org.netserv.node.message;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Cuts a byte stream into frames: lines up to and including a blank one. It looks at line ends and nothing else, so
 * that whatever stands in a frame, the next one is found.
 *
 * <p><b>Thread.</b> One at a time.
 */
final class FrameReader {

    private static final int BUFFER_BYTES = 8192;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;

    private final byte[] frame;
    private int frameBytes;
    private int lines;

    FrameReader(InputStream in, int maxBytes) {
        this.in = in;
        this.frame = new byte[maxBytes];
    }

    /**
     * Waits for the first byte of a frame; blank lines before it are passed over.
     *
     * @return false if the stream ended
     */
    boolean await() throws IOException {
        while (fill()) {
            if (buffer[position] != '\n' && buffer[position] != '\r') {
                return true;
            }
            position++;
        }
        return false;
    }

    /** Reads up to and including the next blank line; what came before stays in {@link #bytes}. */
    End read() throws IOException {
        frameBytes = 0;
        lines = 0;
        int lineStart = 0;
        while (true) {
            if (!fill()) {
                return End.OF_STREAM;
            }
            byte b = buffer[position++];
            frame[frameBytes++] = b;
            if (b == '\n') {
                int length = frameBytes - 1 - lineStart;
                if (length == 0 || (length == 1 && frame[lineStart] == '\r')) {
                    return End.BLANK_LINE;
                }
                lines++;
                lineStart = frameBytes;
            }
            if (frameBytes == frame.length) {
                return End.TOO_LONG;
            }
        }
    }

    /** Reads exactly that many bytes behind a frame, or fewer if the stream ends. */
    byte[] readBody(int length) throws IOException {
        byte[] body = new byte[length];
        int count = 0;
        while (count < length && fill()) {
            int chunk = Math.min(length - count, limit - position);
            System.arraycopy(buffer, position, body, count, chunk);
            position += chunk;
            count += chunk;
        }
        return count == length ? body : Arrays.copyOf(body, count);
    }

    /** The line that the frame's last byte is in, from 1. */
    int lastLine() {
        return frameBytes > 0 && frame[frameBytes - 1] == '\n' ? lines : lines + 1;
    }

    /** The frame's bytes, fresh. */
    byte[] bytes() {
        return Arrays.copyOf(frame, frameBytes);
    }

    private boolean fill() throws IOException {
        while (position == limit) {
            int count = in.read(buffer, 0, buffer.length);
            if (count < 0) {
                return false;
            }
            position = 0;
            limit = count;
        }
        return true;
    }

    /** Why a frame ended. */
    enum End {
        BLANK_LINE, OF_STREAM, TOO_LONG
    }
}
