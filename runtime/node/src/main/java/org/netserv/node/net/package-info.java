/**
 * IP addresses and prefixes as plain numbers: values, without sockets and without name service.
 *
 * <p><b>Threads.</b> Immutable; any thread.
 */
package org.netserv.node.net;
