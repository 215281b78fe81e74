/**
 * Publishers' containers: one Equinox framework each, and what a module's context hands out.
 *
 * <p>Bundles are inspected, rewritten and resolved, but never started as OSGi knows it: the node calls a module's entry
 * point itself. So a module never holds a real {@link org.osgi.framework.BundleContext}.
 *
 * <p><b>Thread.</b> A module's code runs on the module's own platform thread; the packet threads call its processor.
 */
package org.netserv.node.container;
