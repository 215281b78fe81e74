package org.netserv.node.message;

import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;

/** RSASSA-PSS, by the JDK. <b>Source.</b> RFC 8017 8.1. */
final class RsaPssCheck implements SignatureCheck {
    private final PublicKey key;

    RsaPssCheck(PublicKey key) {
        this.key = key;
    }

    @Override
    public boolean holds(byte[] signed, byte[] bytes) {
        try {
            Signature signature = KeyScheme.RSA_PSS.signature();
            signature.initVerify(key);
            signature.update(signed);
            return signature.verify(bytes);
        } catch (SignatureException e) {
            return false; // not even the shape of one
        } catch (InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }
}
