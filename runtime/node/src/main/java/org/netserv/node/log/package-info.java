/**
 * The part of the node's log that publishers can cause: limited, so that nobody can fill a disk or hide what others did, and
 * labelled with user and module. Any thread.
 */
package org.netserv.node.log;
