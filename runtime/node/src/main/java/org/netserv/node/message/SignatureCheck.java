package org.netserv.node.message;

/**
 * Verifies the signatures of one key.
 *
 * <p><b>Thread.</b> Any.
 */
@FunctionalInterface
interface SignatureCheck {

    /** Whether it is the key's signature over these bytes. Whatever is no signature at all is not. */
    boolean holds(byte[] signed, byte[] signature);
}
