package org.netserv.api;

import org.jspecify.annotations.Nullable;

/**
 * A module's way into the node's log. Not for the packet path: count there, and log from a timer.
 *
 * <p><b>Thread.</b> Any. <b>Errors.</b> None: what exceeds the node's limits is shortened or left out.
 */
public interface Log {

    /** What a publisher wants to know while looking for an error. */
    void debug(String message);

    /** What happens in normal operation. */
    void info(String message);

    /** What may need attention. */
    void warn(String message);

    /** What failed, and with which exception. */
    void error(String message, @Nullable Throwable cause);
}
