/**
 * What a publisher's module sees of a NetServ node.
 *
 * <p>A module is an OSGi bundle whose manifest names a {@link org.netserv.api.Module} in the header
 * {@code NetServ-Module}. The node starts it with a {@link org.netserv.api.ModuleContext}, through which the module
 * reaches everything outside itself. A module that wants packets registers a
 * {@link org.netserv.api.PacketProcessor}; which packets it gets is said in the SETUP message that installed it.
 *
 * <p><b>Threads.</b> {@code process} is called on packet threads, everything else on the module's own thread.
 */
package org.netserv.api;
