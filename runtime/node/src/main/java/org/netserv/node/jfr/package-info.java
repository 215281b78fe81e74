/**
 * What the node tells Java Flight Recorder, under the category NetServ. Nothing here depends on the rest of the node, so that
 * the packet path may use it. Any thread.
 */
package org.netserv.node.jfr;
