/**
 * Publishers' threads in control groups, so that the kernel shares the CPU between publishers by weight. Only weights: a
 * quota there could stop a thread while it holds a lock of the JVM's, and everybody with it.
 */
package org.netserv.isolation.cgroup;
