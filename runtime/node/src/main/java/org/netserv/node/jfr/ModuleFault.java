package org.netserv.node.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * That a module's processor has thrown something. It is written by housekeeping, at most 200 ms later, and one stands for all
 * that a module has thrown since the one before it.
 *
 * <p><b>Thread.</b> Any but packet threads.
 */
@Name("org.netserv.ModuleFault")
@Label("Module Fault")
@Category("NetServ")
@Description("A module's processor threw something on a packet thread")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the recorder reads its fields
public final class ModuleFault extends Event {
    @Label("User")
    private final String user;

    @Label("Module")
    private final String module;

    @Label("Thrown")
    @Description("Class of what it threw last")
    private final String thrown;

    @Label("Faults")
    @Description("All that the module has had until now")
    private final long faults;

    private ModuleFault(String user, String module, String thrown, long faults) {
        this.user = user;
        this.module = module;
        this.thrown = thrown;
        this.faults = faults;
    }

    /**
     * Writes one.
     *
     * @param thrown of which the class alone is used: the rest is publishers' code
     * @param faults of the module until now
     */
    public static void write(String user, String module, Throwable thrown, long faults) {
        new ModuleFault(user, module, thrown.getClass().getName(), faults).commit();
    }
}
