/**
 * A door for benchmarks to what is package-private in the NFQUEUE plane: the same package, on the class path, where
 * nothing keeps a package in one JAR. Nothing of the plane is public for the benchmarks' sake.
 */
@org.jspecify.annotations.NullMarked
package org.netserv.dataplane.nfqueue;
