package org.netserv.node.container;

import org.osgi.framework.Version;

/**
 * What a bundle's manifest says that the node needs.
 *
 * @param symbolicName the bundle's symbolic name
 * @param version its version
 * @param entryPoint the class to call
 * @param isActivator whether that is a classic Activator rather than a module
 */
record BundleDescription(String symbolicName, Version version, String entryPoint, boolean isActivator) {

    /** {@code symbolicName_version}. */
    String id() {
        return symbolicName + "_" + version;
    }
}
