package org.netserv.node.controller;

import org.netserv.node.config.User;
import org.netserv.node.message.SignatureVerifier;
import org.netserv.node.sandbox.ContainerSettings;

/**
 * A publisher as the controller knows it.
 *
 * @param verifier of its public key
 * @param sandbox the kind that its modules run in
 * @param grants its name and what the operator grants it
 */
public record Publisher(SignatureVerifier verifier, String sandbox, ContainerSettings grants) {

    /** The publisher that a user of the configuration is. */
    static Publisher of(User user) {
        return new Publisher(new SignatureVerifier(user.key()), user.sandbox(), user.containerSettings());
    }

    /** Its name. */
    public String name() {
        return grants.user();
    }
}
