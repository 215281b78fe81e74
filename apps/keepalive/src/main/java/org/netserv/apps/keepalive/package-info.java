/**
 * Answers SIP keep-alives on behalf of a SIP server, on the router that the user agent is behind.
 *
 * <p>{@link org.netserv.apps.keepalive.KeepAliveResponder} is the module; the rest is the SIP that it needs, over byte
 * arrays made at start. All of it runs on packet threads. Depends on the publisher API alone.
 */
@NullMarked
package org.netserv.apps.keepalive;

import org.jspecify.annotations.NullMarked;
