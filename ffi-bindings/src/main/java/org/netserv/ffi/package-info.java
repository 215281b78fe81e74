/** The thin layer over the generated bindings: errno, sockets, threads, feature probes. */
package org.netserv.ffi;
