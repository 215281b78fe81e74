package org.netserv.api;

/**
 * A thread of a module's own, as its task sees it.
 *
 * <p><b>Ownership.</b> The task's; good until it returns.
 */
public interface OwnThread {

    /**
     * Waits for a time, or until the module is stopping.
     *
     * <p><b>Units.</b> {@code millis}, at least 0.
     *
     * <p><b>Thread.</b> The thread itself. <b>Errors.</b> {@link IllegalStateException} on any other.
     *
     * @return false if the module is stopping: the task is to return
     */
    boolean sleep(long millis);

    /** Whether the module is stopping, and the task is to return. <b>Thread.</b> Any. */
    boolean stopping();
}
