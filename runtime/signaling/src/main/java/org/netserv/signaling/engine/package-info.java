/**
 * GIST itself without sockets and clocks: it is given what arrives and what time it is, and has a
 * {@link org.netserv.signaling.engine.Network} carry out what follows.
 *
 * <p><b>Threads.</b> One, which the owner chooses.
 */
package org.netserv.signaling.engine;
