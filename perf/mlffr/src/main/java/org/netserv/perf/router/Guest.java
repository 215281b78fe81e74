package org.netserv.perf.router;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import org.netserv.node.message.KeyFiles;
import org.netserv.node.message.KeyScheme;
import org.netserv.node.message.MessageSigner;
import org.netserv.rig.RigException;

/**
 * A second publisher of a node under test, whose modules are no part of what is measured.
 *
 * @param user its name
 * @param publicKey file of its key
 * @param signer of its messages
 * @param prefix destinations whose packets it may ask for, as {@code 10.0.4.0/24}
 */
public record Guest(String user, Path publicKey, MessageSigner signer, String prefix) {

    /**
     * One with a key of its own.
     *
     * @param folder that the public half is written to
     */
    public static Guest create(String user, Path folder, String prefix) {
        KeyPair keys = KeyScheme.ED25519.generate();
        Path file = folder.resolve(user + ".pub");
        try {
            KeyFiles.write(file, keys.getPublic());
        } catch (IOException e) {
            throw new RigException("cannot write " + file + ": " + e.getMessage(), e);
        }
        return new Guest(user, file, new MessageSigner(keys.getPrivate()), prefix);
    }
}
