package org.netserv.node.controller;

import java.nio.file.Path;
import org.netserv.node.sandbox.ModuleSettings;

/**
 * What a module is started from, the first time and again.
 *
 * @param jar the bundle as it was fetched, in {@link KeptJars}; its digest is one of the terms
 * @param settings what its container needs to know
 * @param terms what the SETUP says
 */
record Origin(Path jar, ModuleSettings settings, Deployment.Terms terms) {}
