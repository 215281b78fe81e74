/** A node under load for long, while modules come and go: what is lost, what grows, what is allocated. */
@NullMarked
package org.netserv.perf.soak;

import org.jspecify.annotations.NullMarked;
