/**
 * What GIST says on the wire: views over received bytes, a writer, and validated values apart from both.
 *
 * <p>All numbers are big endian, a word is four bytes, and lengths in objects are in words unless a name says otherwise.
 *
 * <p><b>Threads.</b> Values are immutable; views and writers belong to one thread.
 *
 * <p><b>Source.</b> RFC 5971 Appendix A.
 */
package org.netserv.signaling.wire;
