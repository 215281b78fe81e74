package org.netserv.node.message;

import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;

/**
 * Checks the signatures of one key's owner. The algorithm is the key's: the message has no say.
 *
 * <p><b>Thread.</b> Any.
 */
public final class SignatureVerifier {

    private final PublicKey key;
    private final KeyScheme scheme;

    /** For the owner of this key. <b>Errors.</b> as {@link KeyScheme#of}. */
    public SignatureVerifier(PublicKey key) {
        this.key = key;
        this.scheme = KeyScheme.of(key);
    }

    /** Whether the message carries a signature, and it holds. */
    public boolean verify(ControlMessage message) {
        byte[] bytes = Signature64.decode(message.value(Header.SIGNATURE));
        if (bytes == null || bytes.length == 0) {
            return false;
        }
        try {
            Signature signature = scheme.signature();
            signature.initVerify(key);
            signature.update(CanonicalForm.of(message));
            return signature.verify(bytes);
        } catch (SignatureException e) {
            return false; // not even the shape of one
        } catch (InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The key's scheme. */
    public KeyScheme scheme() {
        return scheme;
    }
}
