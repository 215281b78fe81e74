/**
 * What a publisher's module sees of a NetServ node.
 *
 * <p>A module is an OSGi bundle whose manifest names a {@link org.netserv.api.Module} in the header
 * {@code NetServ-Module}. The node starts it with a {@link org.netserv.api.ModuleContext}, through which the module
 * reaches everything outside itself. A module that wants packets registers a
 * {@link org.netserv.api.PacketProcessor}; which packets it gets is said in the SETUP message that installed it.
 *
 * <p><b>The bundle.</b> Its manifest has {@code Bundle-SymbolicName} and {@code Bundle-Version}, which together are the
 * module's id, {@code NetServ-Module}, and {@code Import-Package} for this package. Beside it there are the packages
 * {@code java.*} and what other modules of the same publisher export, no others. {@code Require-Bundle},
 * {@code Fragment-Host}, {@code Bundle-NativeCode} and {@code DynamicImport-Package} are refused (422).
 *
 * <p><b>Limits.</b> {@code start} returns within 10 s, {@code stop} within 5 s. A module has at most 64 counters and 1024
 * timers; of its log 20 lines a second are kept, each of up to 1,000 characters. An emitted packet is at most 65,535
 * bytes long.
 *
 * <p><b>Threads.</b> {@code process} is called on packet threads; start, stop and timers on the module's own thread; tasks given
 * to {@link org.netserv.api.ModuleContext#thread} on one each.
 */
package org.netserv.api;
