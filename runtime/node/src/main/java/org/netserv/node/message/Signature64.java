package org.netserv.node.message;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Signatures in base64, in the one spelling that each has: a second one would be another message that verifies. */
final class Signature64 {

    private Signature64() {}

    static String encode(byte[] signature) {
        return Base64.getEncoder().encodeToString(signature);
    }

    /** The bytes; null if the text is no base64, or not as {@link #encode} writes it. */
    static byte @Nullable [] decode(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            return encode(bytes).equals(text) ? bytes : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
