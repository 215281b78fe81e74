/**
 * The controller: takes control messages, decides who may do what, and carries modules through their lives.
 *
 * <p>This is the trust boundary: nothing is fetched, written or looked up for a message before its signature holds.
 * Virtual threads; nothing here runs on a packet thread.
 */
package org.netserv.node.controller;
