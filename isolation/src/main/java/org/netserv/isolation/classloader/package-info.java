/**
 * Bundles in the node's own JVM, kept apart by class loaders, the module system and the JVM's flags.
 *
 * <p>A bundle is installed if its classes refer to nothing but what the allow-list of {@link org.netserv.isolation.verify}
 * names. Should something get past that: it links against the publisher API and {@code java.*} alone, and native calls,
 * {@code sun.misc.Unsafe} and reflection into the JDK fail.
 *
 * <p>What runs is held to limits of time and memory by what is woven into it; {@code docs/isolation.md} says what that does
 * not stop.
 */
package org.netserv.isolation.classloader;
