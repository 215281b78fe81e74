package org.netserv.signaling.transport;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.random.RandomGenerator;

/**
 * Secure random numbers, drawn many at a time: a cookie costs nanoseconds.
 *
 * <p><b>Thread.</b> One.
 */
final class BufferedRandom implements RandomGenerator {
    private static final int BYTES = 4096;

    private final SecureRandom source;
    private final byte[] bytes = new byte[BYTES];
    private final ByteBuffer buffer = ByteBuffer.wrap(bytes).position(BYTES);

    BufferedRandom(SecureRandom source) {
        this.source = source;
    }

    @Override
    public long nextLong() {
        if (!buffer.hasRemaining()) {
            source.nextBytes(bytes);
            buffer.clear();
        }
        int at = buffer.position();
        long value = buffer.getLong();
        buffer.putLong(at, 0); // nobody finds it here once it is used
        return value;
    }
}
