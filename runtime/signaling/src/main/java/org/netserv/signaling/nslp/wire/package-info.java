/**
 * The binary form of NetServ's messages on the path: bytes in, values out. {@code docs/nslp.md} has all of it.
 *
 * <p><b>Threads.</b> Values are immutable, and nothing else is kept. Depends on control messages and addresses.
 */
@org.jspecify.annotations.NullMarked
package org.netserv.signaling.nslp.wire;
