/**
 * Programs that run on a rig's hosts: each a main class of its own, in a small JVM started by {@code ip netns exec},
 * because a thread of this JVM cannot enter a namespace without native code.
 *
 * <p>They print one JSON object a line and end on SIGTERM. Started and read by the classes of
 * {@link org.netserv.rig}; used by nobody else.
 */
package org.netserv.rig.peer;
