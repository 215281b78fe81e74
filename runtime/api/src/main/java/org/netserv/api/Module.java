package org.netserv.api;

/**
 * The entry point of a publisher's module, named by the manifest header {@code NetServ-Module}.
 *
 * <p>The class is public with a public constructor without parameters. One instance lives from {@link #start} to
 * {@link #stop}.
 *
 * <p><b>Thread.</b> Both methods run on the module's own thread, never on a packet thread.
 */
public interface Module {

    /**
     * Called once after installation. A packet module registers its processor here; packets arrive, and threads of its own
     * begin, only after this method has returned and all its classes have been initialised.
     *
     * <p><b>Errors.</b> Whatever it throws refuses the SETUP (500) and removes the module.
     */
    void start(ModuleContext context) throws Exception;

    /**
     * Called once before removal, after the last packet. Timers have been cancelled and threads told by then; what the
     * context handed out is closed afterwards.
     *
     * <p><b>Errors.</b> An exception is logged; the module is removed all the same.
     */
    default void stop() throws Exception {}
}
