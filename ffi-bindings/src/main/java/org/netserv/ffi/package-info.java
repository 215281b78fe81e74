/**
 * The thin layer over the generated bindings: errno, sockets, netfilter queues, BPF, threads, feature probes.
 *
 * <p>Set-up calls throw {@code NativeException}; calls for the packet path return the negative errno, allocate nothing and
 * are named in their class. Nothing outside this module touches the generated packages or a restricted method of
 * {@code java.lang.foreign}. Depends on the JDK alone.
 */
package org.netserv.ffi;
