package org.netserv.node.controller;

import org.netserv.node.jfr.ModuleFault;
import org.slf4j.event.Level;

/**
 * Tells what modules' processors have thrown, the latest of each, to the log and the flight recorder: on the packet path there
 * is no time for it.
 *
 * <p><b>Thread.</b> Any, one a publisher at a time.
 */
final class FaultReport {
    private FaultReport() {}

    /** Tells what is new since it was called last. */
    static void write(PublisherModules modules) {
        for (Deployment deployment : modules.all()) {
            Throwable fault = deployment.newFault();
            if (fault != null) {
                // Its class alone: a message is publishers' code, which may never return.
                long faults = modules.counters(deployment).getOrDefault("faults", 0L);
                ModuleFault.write(modules.publisher().name(), deployment.id(), fault, faults);
                modules.log().say(Level.WARN, deployment.id(),
                        "it threw " + fault.getClass().getName() + " in the packet path, " + faults + " faults so far");
            }
        }
    }
}
