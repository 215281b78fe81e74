package org.netserv.node.message;

import java.security.interfaces.EdECPublicKey;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Ed25519. <b>Source.</b> RFC 8032 5.1.7. */
final class Ed25519Check implements SignatureCheck {
    private final Ed25519.PublicPoint key;

    /** <b>Errors.</b> {@link IllegalArgumentException} with a sentence fit for a user, if the key is no key that anybody could have made. */
    Ed25519Check(EdECPublicKey key) {
        byte[] encoded = key.getEncoded();
        // Behind the algorithm's name are the bytes of the point alone: RFC 8410 4.
        byte[] point = Arrays.copyOfRange(encoded, encoded.length - Ed25519.PUBLIC_KEY_SIZE, encoded.length);
        Ed25519.PublicPoint valid = Ed25519.validatePublicKeyFullExport(point, 0);
        if (valid == null) {
            throw new IllegalArgumentException(
                    "an Ed25519 key that is no multiple of the base point: expected one that was made from a private key");
        }
        this.key = valid;
    }

    @Override
    public boolean holds(byte[] signed, byte[] signature) {
        return signature.length == Ed25519.SIGNATURE_SIZE
                && Ed25519.verify(signature, 0, key, signed, 0, signed.length);
    }
}
