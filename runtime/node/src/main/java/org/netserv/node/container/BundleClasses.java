package org.netserv.node.container;

import java.util.Collection;
import org.netserv.node.guard.Overstay;
import org.osgi.framework.wiring.BundleWiring;

/**
 * The classes of a bundle, all initialised before packets come. Two threads that initialise classes which need each other
 * wait for each other for ever, and nothing can take them out: so one thread does it, alone.
 *
 * <p><b>Thread.</b> The module's own.
 */
final class BundleClasses {
    private static final String SUFFIX = ".class";

    private BundleClasses() {}

    /**
     * Runs the class initialisers that have not run yet. A class that cannot be linked, as what it imports is optional and not
     * there, or whose initialiser throws, stays as it is: whoever uses it learns that.
     *
     * <p><b>Errors.</b> {@link Overstay} if that takes too long.
     */
    static void initialise(BundleWiring wiring, ClassLoader loader) {
        Collection<String> entries = wiring.listResources("/", "*" + SUFFIX,
                BundleWiring.LISTRESOURCES_RECURSE | BundleWiring.LISTRESOURCES_LOCAL);
        if (entries == null) {
            return; // the bundle has changed under its own hands, and is not what was installed
        }
        for (String entry : entries) {
            String name = entry.substring(0, entry.length() - SUFFIX.length()).replace('/', '.');
            try {
                Class.forName(name, true, loader);
            } catch (Overstay late) {
                throw late;
            } catch (Throwable erroneous) {
                // Said above.
            }
        }
    }
}
