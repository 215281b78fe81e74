/**
 * Benchmarks of the packet path, and their runner.
 *
 * <p>Each class named {@code …Benchmark} measures one step in nanoseconds a packet and, beside it, a method
 * {@code reference}: the least that this step could cost, over the same packets. Absolute figures belong to the machine
 * and the hour; ratios are compared, and those within one run only.
 *
 * <p><b>Inputs.</b> Packets lie in native memory of a shared arena, as the plane's do, so that nothing of them is a
 * constant to the compiler. A state holds many batches and takes the next one each time: the order of what differs
 * between packets repeats only after thousands of them, which is more than a branch predictor learns by heart. Unlike in
 * a plane they lie close together, in the second-level cache.
 *
 * <p><b>What differs from a node.</b> Everything is in the unnamed module, on the class path: {@link
 * org.netserv.bench.ForkFlags} says what that does to the node's flags. {@code org.netserv.node.path} and {@code
 * org.netserv.dataplane.nfqueue} get a class each from here, so that nothing there is public for our sake.
 *
 * <p><b>Thread.</b> JMH's single worker, in a JVM of its own.
 */
@org.jspecify.annotations.NullMarked
package org.netserv.bench;
