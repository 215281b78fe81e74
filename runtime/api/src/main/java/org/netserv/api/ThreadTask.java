package org.netserv.api;

/** What a thread of a module's own does, from its beginning to its end. */
@FunctionalInterface
public interface ThreadTask {

    /**
     * Runs once, for as long as it takes: neither its CPU time nor its memory has a limit of its own. It returns when the
     * module is stopping; what still runs a second after {@link Module#stop} is
     * ended.
     *
     * <p><b>Errors.</b> What it throws ends the thread, is logged, and is counted as a fault of the module.
     */
    void run(OwnThread self) throws Exception;
}
