package org.netserv.cli;

import java.util.ServiceLoader;
import org.netserv.node.sandbox.Sandbox;

/** The sandboxes on the module path. */
final class Sandboxes {

    private Sandboxes() {}

    /** The one that modules run in unless their SETUP says otherwise. */
    static Sandbox standard() {
        return ServiceLoader.load(Sandbox.class).stream().map(ServiceLoader.Provider::get)
                .filter(sandbox -> sandbox.kind().equals("classloader")).findFirst()
                .orElseThrow(() -> new CliException("the classloader sandbox is not on the module path"));
    }
}
