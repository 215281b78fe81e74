/**
 * What the subcommand {@code signal} does besides reading its options: it shows signaling that is decoded, and brings it from the
 * network interfaces.
 *
 * <p><b>Threads.</b> The main thread.
 */
package org.netserv.cli.signaling;
