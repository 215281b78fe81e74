package org.netserv.node.container;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.netserv.node.guard.Overstay;
import org.netserv.node.guard.WovenClasses;
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
     * <p><b>Errors.</b> {@link Overstay} if that takes too long; {@link IllegalStateException} if a class has fields of a type that
     * is not there: no field of it could be read then, and what it keeps could not be estimated.
     *
     * @return those of the publisher's whose initialisers have run
     */
    static List<Class<?>> initialise(BundleWiring wiring, ClassLoader loader) {
        Collection<String> entries = wiring.listResources("/", "*" + SUFFIX,
                BundleWiring.LISTRESOURCES_RECURSE | BundleWiring.LISTRESOURCES_LOCAL);
        if (entries == null) {
            return List.of(); // the bundle has changed under its own hands, and is not what was installed
        }
        List<Class<?>> initialised = new ArrayList<>();
        for (String entry : entries) {
            String name = entry.substring(0, entry.length() - SUFFIX.length()).replace('/', '.');
            try {
                requireReadable(Class.forName(name, false, loader));
                Class<?> type = Class.forName(name, true, loader);
                if (!WovenClasses.has(name)) {
                    initialised.add(type);
                }
            } catch (Overstay | UnreadableClass fault) {
                throw fault;
            } catch (Throwable erroneous) {
                // Said above.
            }
        }
        return List.copyOf(initialised);
    }

    @SuppressWarnings("ReturnValueIgnored") // to ask for them is to look their types up
    private static void requireReadable(Class<?> type) {
        try {
            type.getDeclaredFields();
        } catch (LinkageError missing) {
            throw new UnreadableClass(
                    type.getName() + " has a field of a type that is not there: " + missing.getMessage(),
                    missing);
        }
    }

    private static final class UnreadableClass extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        UnreadableClass(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
