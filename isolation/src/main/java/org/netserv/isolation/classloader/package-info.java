/**
 * Bundles in the node's own JVM, kept apart by class loaders, the module system and the JVM's flags.
 *
 * <p>What a bundle links against is the publisher API and {@code java.*}; native calls, {@code sun.misc.Unsafe} and
 * reflection into the JDK fail. Its bytecode is not verified against a list of permitted calls: one that asks the JDK for
 * the system class loader finds by reflection what modules export, among it Agrona, and so reads and writes the JVM's
 * memory. This keeps mistakes apart, not attacks.
 */
package org.netserv.isolation.classloader;
