/**
 * Bundles in the node's own JVM, kept apart by class loaders, the module system and the JVM's flags.
 *
 * <p>What a bundle links against is the publisher API and {@code java.*}; native calls, {@code sun.misc.Unsafe} and
 * reflection into the JDK fail. A bundle's bytecode is not verified against a list: one that asks a node's object for
 * its class loader finds the node's exported classes.
 */
package org.netserv.isolation.classloader;
