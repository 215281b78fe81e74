/**
 * The NetServ application of GIST: requests of publishers are acted on by every node of a path, and answered by all of them.
 *
 * <p><b>Threads.</b> {@code netserv-gist} brings messages and is never kept waiting; {@code netserv-nslp} verifies and asks the
 * controller; {@code netserv-nslp-timer} ends what nobody answers. Depends on {@code api} and {@code nslp.wire}, and of the node
 * on {@link org.netserv.node.signaling.OnPath}.
 */
@org.jspecify.annotations.NullMarked
package org.netserv.signaling.nslp;
