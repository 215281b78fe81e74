package org.netserv.node.controller;

import java.nio.file.Path;
import org.netserv.node.message.SetupRequest;
import org.netserv.node.sandbox.ModuleSettings;
import org.osgi.framework.Version;

/**
 * What a module is started from, the first time and again.
 *
 * @param jar the bundle as it was fetched, in {@link KeptJars}; its digest is one of the terms
 * @param settings what its container needs to know
 * @param terms what the SETUP says
 */
record Origin(Path jar, ModuleSettings settings, Deployment.Terms terms) {

    /** What a SETUP says, with the JAR that it names. */
    static Origin of(Path jar, SetupRequest setup, Deployment.Terms terms) {
        Version version = setup.module().version();
        return new Origin(jar, new ModuleSettings(setup.module().symbolicName(),
                version == null ? "" : version.toString(), setup.properties(), setup.dependencies()), terms);
    }
}
