/**
 * What a signaling application (NSLP) and GIST say to each other. RFC 5971 §4.1 and Appendix B.
 *
 * <p><b>Threads.</b> GIST calls an {@link org.netserv.signaling.api.Nslp} on its own thread, one call at a time.
 */
package org.netserv.signaling.api;
