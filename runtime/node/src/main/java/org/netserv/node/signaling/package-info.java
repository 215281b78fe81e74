/** The node's side of signaling: what it asks of an implementation, and how that gets at packets. Depends on the packet path. */
@org.jspecify.annotations.NullMarked
package org.netserv.node.signaling;
