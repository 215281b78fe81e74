/**
 * For a publisher's server: sends signed messages along the path to a user, and gathers what the nodes on it answer. Depends on
 * {@code transport} and {@code nslp}; not on a node.
 *
 * <p><b>Threads.</b> A {@link org.netserv.signaling.client.PathClient} has its own; its callers wait.
 */
@org.jspecify.annotations.NullMarked
package org.netserv.signaling.client;
