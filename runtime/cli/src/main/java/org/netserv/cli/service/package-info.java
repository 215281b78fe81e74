/**
 * A node as a service of this host: who it runs as, and what it tells the service manager.
 *
 * <p><b>Threads.</b> The caller's; {@link org.netserv.cli.service.Watchdog} has one of its own.
 */
package org.netserv.cli.service;
