package org.netserv.node.controller;

import java.nio.file.Path;
import java.util.Objects;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.SetupRequest;
import org.netserv.node.sandbox.ModuleSettings;
import org.osgi.framework.Version;

/**
 * What a module is started from, the first time and again.
 *
 * @param jar the bundle as it was fetched, in {@link KeptJars}; its digest is one of the terms
 * @param message the SETUP that brought it
 * @param settings what its container needs to know
 * @param terms what the SETUP says
 */
record Origin(Path jar, ControlMessage message, ModuleSettings settings, Deployment.Terms terms) {

    /** Of a SETUP whose JAR is there. */
    static Origin of(Path jar, SetupRequest setup, Deployment.Terms terms) {
        Version version = setup.module().version();
        return new Origin(jar, setup.message(), new ModuleSettings(setup.module().symbolicName(),
                version == null ? "" : version.toString(), setup.properties(), setup.dependencies()), terms);
    }

    /** The JAR's SHA-256, in hex. */
    String digest() {
        return Objects.requireNonNull(terms.digest(), "the JAR has been fetched");
    }
}
