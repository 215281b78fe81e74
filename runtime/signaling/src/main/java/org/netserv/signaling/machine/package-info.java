/**
 * The state machines of GIST as the tables of RFC 5971 §6 have them: what happens in a state, what is to be done, and the
 * state that follows. They know neither time nor messages nor peers; whoever runs one carries out the actions in order.
 *
 * <p><b>Threads.</b> Immutable; any.
 */
package org.netserv.signaling.machine;
