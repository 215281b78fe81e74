/**
 * The demo: a node on a router between a user and a server, real packets, and figures that must be right.
 *
 * <p>{@link org.netserv.cli.demo.Demo} is the story; each of its steps is a class.
 *
 * <p><b>Threads.</b> The main thread.
 */
package org.netserv.cli.demo;
