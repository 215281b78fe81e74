package org.netserv.node.message;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The sixteen random bytes that make a message unique among its user's.
 *
 * @param high the first eight bytes
 * @param low the last eight bytes
 */
public record Nonce(long high, long low) {

    private static final int BYTES = 16;
    private static final int CHARS = 22;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** A fresh one. */
    public static Nonce random() {
        return new Nonce(RANDOM.nextLong(), RANDOM.nextLong());
    }

    /**
     * Reads base64url, with or without padding, in the one spelling that each nonce has.
     *
     * <p><b>Errors.</b> {@link IllegalArgumentException} with a sentence fit for a user.
     */
    public static Nonce parse(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            if (bytes.length == BYTES) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                Nonce nonce = new Nonce(buffer.getLong(), buffer.getLong());
                // The decoder drops bits behind the last byte: a second spelling of the same nonce.
                if (text.startsWith(nonce.toString())) {
                    return nonce;
                }
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new IllegalArgumentException(
                Names.quote(text) + " is not a nonce: expected 16 bytes as " + CHARS + " characters of base64url");
    }

    /** Base64url without padding. */
    @Override
    public String toString() {
        byte[] bytes = ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
