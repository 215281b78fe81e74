/**
 * NetServ Control Messages in text: reading, canonical form, signatures, typed requests, answers, writing.
 *
 * <p>The way of a message: {@link org.netserv.node.message.ControlMessageParser} reads a well formed
 * {@link org.netserv.node.message.ControlMessage}; {@link org.netserv.node.message.SignatureVerifier} checks it;
 * only then {@link org.netserv.node.message.RequestParser} looks at what it asks for.
 *
 * <p><b>Threads.</b> Values are immutable; a parser belongs to one connection.
 */
package org.netserv.node.message;
