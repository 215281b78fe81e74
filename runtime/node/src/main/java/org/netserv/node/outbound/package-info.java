/**
 * HTTP to URLs that publishers name. The address that was checked is the one that is connected to; a redirect is the
 * caller's to follow or not.
 *
 * <p><b>Threads.</b> Virtual ones of the caller, which ends an exchange by an interrupt.
 */
package org.netserv.node.outbound;
