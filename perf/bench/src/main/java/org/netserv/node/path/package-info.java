/**
 * A door for benchmarks to what is package-private in the node's packet path: the same package, on the class path, where
 * nothing keeps a package in one JAR. Nothing of the node is public for the benchmarks' sake.
 */
@org.jspecify.annotations.NullMarked
package org.netserv.node.path;
