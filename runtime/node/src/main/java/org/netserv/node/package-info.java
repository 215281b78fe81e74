/** A node, put together from its parts. */
package org.netserv.node;
