package org.netserv.node.guard;

import java.io.IOException;

/**
 * Threads that the host lets run while no others want the CPU.
 *
 * <p><b>Thread.</b> The warden's: it must not wait for one of them, by the lock of a log for example.
 */
@FunctionalInterface
public interface IdleThreads {
    /**
     * Lets them run like others, or be idle again.
     *
     * @throws IOException if the host does not let it
     */
    void setIdle(boolean idle) throws IOException;
}
