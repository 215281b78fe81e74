/** Measurements that can be made in part. */
@NullMarked
package org.netserv.perf.parts;

import org.jspecify.annotations.NullMarked;
