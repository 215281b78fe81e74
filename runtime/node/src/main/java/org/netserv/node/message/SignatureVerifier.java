package org.netserv.node.message;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;

/**
 * Checks the signatures of one key's owner. The algorithm is the key's: the message has no say.
 *
 * <p><b>Thread.</b> Any.
 */
public final class SignatureVerifier {

    private final SignatureCheck check;
    private final KeyScheme scheme;

    /** For the owner of this key. <b>Errors.</b> as {@link KeyScheme#of}. */
    public SignatureVerifier(PublicKey key) {
        scheme = KeyScheme.of(key);
        check = switch (scheme) {
            case ED25519 -> new Ed25519Check((EdECPublicKey) key);
            case ECDSA_P256 -> new EcdsaCheck((ECPublicKey) key);
            case RSA_PSS -> new RsaPssCheck(key);
        };
    }

    /** Whether the message carries a signature, and it holds. */
    public boolean verify(ControlMessage message) {
        byte[] bytes = Signature64.decode(message.value(Header.SIGNATURE));
        return bytes != null && bytes.length > 0 && check.holds(CanonicalForm.of(message), bytes);
    }

    /** The key's scheme. */
    public KeyScheme scheme() {
        return scheme;
    }
}
