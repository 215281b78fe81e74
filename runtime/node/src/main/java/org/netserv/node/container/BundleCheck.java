package org.netserv.node.container;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a sandbox makes of a bundle's classes before they are installed. Each container has its own: it is told which bundles
 * are there, as classes inherit from those of other bundles. <b>Thread.</b> Any.
 */
@FunctionalInterface
public interface BundleCheck {

    /** Lets everything pass as it is. */
    BundleCheck NONE = (jar, imports) -> new Checked(List.of(), Map.of());

    /**
     * Looks at all classes of a bundle, without loading any.
     *
     * @param jar the bundle as it is going to be installed
     * @param imports packages that its manifest imports
     * @throws IOException if it cannot be read
     */
    Checked check(Path jar, Set<String> imports) throws IOException;

    /** The version of the list of what modules may use; empty if there is none. */
    default String listVersion() {
        return "";
    }

    /**
     * A bundle is there from now on.
     *
     * @param bundle a number that no other one has
     * @param classes of what was checked, as they are installed
     */
    default void admit(long bundle, Map<String, byte[]> classes) {}

    /** A bundle and its classes are gone, for all others as well. */
    default void forget(long bundle) {}

    /**
     * What came of it.
     *
     * @param faults why the bundle is refused, each as a sentence; empty if it is not
     * @param classes what is to be installed in place of the bundle's classes, by the names of their entries; the
     *     framework then loads these and no others. Empty if they are to stay as they are
     */
    record Checked(List<String> faults, Map<String, byte[]> classes) {}
}
