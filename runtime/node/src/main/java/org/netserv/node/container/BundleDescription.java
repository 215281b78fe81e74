package org.netserv.node.container;

import java.util.Set;
import org.osgi.framework.Version;

/**
 * What a bundle's manifest says that the node needs.
 *
 * @param symbolicName the bundle's symbolic name
 * @param version its version
 * @param entryPoint the class to call
 * @param isActivator whether that is a classic Activator rather than a module
 * @param imports packages that it imports
 */
record BundleDescription(String symbolicName, Version version, String entryPoint, boolean isActivator,
        Set<String> imports) {

    /** {@code symbolicName_version}. */
    String id() {
        return symbolicName + "_" + version;
    }
}
