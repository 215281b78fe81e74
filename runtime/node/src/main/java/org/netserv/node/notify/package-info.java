/**
 * Publishers are told of their modules: an XML-RPC call to the URL that a SETUP or REMOVE names. What it looks like is in
 * docs/notification.md.
 *
 * <p>{@link org.netserv.node.notify.ModuleEvents} is where the controller says what has happened;
 * {@link org.netserv.node.notify.Notifier} is who listens.
 *
 * <p><b>Threads.</b> A virtual one for each publisher that has something waiting; whoever reports an event never waits.
 */
package org.netserv.node.notify;
