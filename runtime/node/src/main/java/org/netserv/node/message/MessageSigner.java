package org.netserv.node.message;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;

/** Signs messages with one key. <b>Thread.</b> Any. */
public final class MessageSigner {

    private final PrivateKey key;
    private final KeyScheme scheme;

    /** With this key. <b>Errors.</b> as {@link KeyScheme#of}. */
    public MessageSigner(PrivateKey key) {
        this.key = key;
        this.scheme = KeyScheme.of(key);
    }

    /** The same message with its {@code signature}, in place of one that it may have. */
    public ControlMessage sign(ControlMessage message) {
        try {
            Signature signature = scheme.signature();
            signature.initSign(key);
            signature.update(CanonicalForm.of(message));
            return message.with(Header.SIGNATURE, Signature64.encode(signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
