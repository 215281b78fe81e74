package org.netserv.node.notify;

/** Hears what becomes of publishers' modules. */
@FunctionalInterface
public interface ModuleEvents {

    /**
     * Something has happened. <b>Thread.</b> Any, under the publisher's lock: it must not wait.
     */
    void happened(ModuleEvent event);
}
