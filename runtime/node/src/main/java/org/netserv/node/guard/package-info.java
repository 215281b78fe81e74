/**
 * What ends publishers' code that does not end by itself. A {@link org.netserv.node.guard.Warden} watches how long threads
 * stay in it; calls of {@link org.netserv.node.guard.Guard} that are woven into it take it out.
 */
package org.netserv.node.guard;
