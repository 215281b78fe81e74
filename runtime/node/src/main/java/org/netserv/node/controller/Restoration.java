package org.netserv.node.controller;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.netserv.node.journal.Installed;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.ControlMessageException;
import org.netserv.node.message.ControlMessageParser;
import org.netserv.node.message.RequestParser;
import org.netserv.node.message.SetupRequest;
import org.netserv.node.message.StatusCode;

/**
 * Makes versions of what the journal holds, and says whether they may run: signature, authority and JAR are checked as if
 * the SETUP had just come; {@code expires} and {@code nonce} are not, as it was taken in its time.
 *
 * <p><b>Thread.</b> Any; no state.
 */
final class Restoration {
    private final Publisher publisher;
    private final RequestParser requests;
    private final KeptJars jars;

    Restoration(Publisher publisher, RequestParser requests, KeptJars jars) {
        this.publisher = publisher;
        this.requests = requests;
        this.jars = jars;
    }

    /**
     * A version as it was, whether or not it may run.
     *
     * @throws Refusal if its SETUP is none that this node understands
     */
    ModuleVersion read(Installed.Version kept) throws Refusal {
        SetupRequest setup = setup(kept.message());
        Deployment.Terms terms = Deployment.Terms.of(setup, Authority.wanted(setup, publisher))
                .withDigest(kept.digest());
        return new ModuleVersion(kept.id(), Origin.of(jars.of(kept.digest()), setup, terms), kept.since(), kept.ends());
    }

    /** Refuses a version that may not run. */
    void check(ModuleVersion version) throws Refusal {
        Origin origin = version.origin();
        if (!publisher.verifier().verify(origin.message())) {
            throw new Refusal(StatusCode.UNAUTHENTICATED,
                    "its signature does not hold any more: the key of user " + publisher.name() + " is another");
        }
        Authority.filters(setup(origin.message()), publisher);
        KeptJars.check(origin.jar(), origin.digest());
    }

    private SetupRequest setup(String text) throws Refusal {
        try {
            ControlMessage message = new ControlMessageParser(
                    new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))).read();
            if (message != null) {
                return setup(message);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e); // it comes from memory
        } catch (ControlMessageException e) {
            throw unreadable(e);
        }
        throw new Refusal(StatusCode.MALFORMED, "what the journal holds is no SETUP");
    }

    private SetupRequest setup(ControlMessage message) throws Refusal {
        try {
            if (requests.parse(message) instanceof SetupRequest setup) {
                return setup;
            }
        } catch (ControlMessageException e) {
            throw unreadable(e);
        }
        throw new Refusal(StatusCode.MALFORMED, "what the journal holds is no SETUP");
    }

    private static Refusal unreadable(ControlMessageException e) {
        return new Refusal(StatusCode.MALFORMED, "the SETUP that the journal holds cannot be read: " + e.getMessage());
    }
}
