/** Puts calls of {@link org.netserv.node.guard.Guard} into publishers' classes, so that they can be stopped. */
package org.netserv.isolation.weave;
