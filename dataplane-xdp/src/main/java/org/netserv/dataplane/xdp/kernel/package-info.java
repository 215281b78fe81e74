/**
 * The XDP program: loading, attaching, its maps and counters. Its source is in {@code src/main/bpf}.
 *
 * <p>Set-up and control run on any thread, one at a time; where a class serves packet threads it says so. What names
 * interfaces by their index means those in the calling thread's network namespace.
 */
package org.netserv.dataplane.xdp.kernel;
