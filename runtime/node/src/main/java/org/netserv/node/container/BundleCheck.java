package org.netserv.node.container;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** What a sandbox asks of a bundle's classes before they are installed. <b>Thread.</b> Any. */
@FunctionalInterface
public interface BundleCheck {

    /** Asks nothing. */
    BundleCheck NONE = (jar, imports) -> List.of();

    /**
     * Looks at all classes of a bundle, without loading any.
     *
     * @param jar the bundle as it is going to be installed
     * @param imports packages that its manifest imports
     * @return what is wrong, each as a sentence; empty if nothing is
     * @throws IOException if it cannot be read
     */
    List<String> faults(Path jar, Set<String> imports) throws IOException;
}
