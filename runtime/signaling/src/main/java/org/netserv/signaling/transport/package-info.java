/**
 * GIST over the JDK's sockets: no privileges, no interception. Queries go to whoever the caller's {@link Routes} name, or to
 * the flow's end.
 *
 * <p><b>Threads.</b> {@code netserv-gist} runs the engine and the datagrams; each connection has two virtual threads.
 */
package org.netserv.signaling.transport;
