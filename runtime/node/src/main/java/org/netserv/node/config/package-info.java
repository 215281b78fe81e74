/**
 * The node's configuration: one XML file, read whole or refused whole.
 *
 * <p>{@link org.netserv.node.config.ConfigurationReader} checks the file against {@code netserv.xsd} and against itself,
 * and reports everything that is wrong at once.
 *
 * <p><b>Threads.</b> Values are immutable.
 */
package org.netserv.node.config;
