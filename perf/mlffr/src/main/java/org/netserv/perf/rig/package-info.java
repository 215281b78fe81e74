/**
 * What is measured on: three hosts in network namespaces, and what it takes to say where their work runs.
 *
 * <p><b>Threads.</b> Set-up: any, one at a time. {@code HostThread} makes the threads that live in a namespace.
 */
package org.netserv.perf.rig;
