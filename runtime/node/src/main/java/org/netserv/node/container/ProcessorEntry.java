package org.netserv.node.container;

import org.netserv.api.PacketProcessor;
import org.netserv.node.guard.WovenClasses;

/**
 * Puts a bundle's own entry around a processor. Compilers leave calls of entries as they are: the packet path's compiled
 * code holds none of a publisher's, and stays when the publisher's is thrown away.
 *
 * <p><b>Thread.</b> Any but publishers': classes are loaded.
 */
final class ProcessorEntry {
    private ProcessorEntry() {}

    /**
     * What packet threads are to call for a processor: the entry of the bundle that its class is of, or the processor itself
     * if nothing is woven into that.
     *
     * <p><b>Errors.</b> {@link LinkageError} if the bundle does not see the API.
     */
    static PacketProcessor around(PacketProcessor processor) {
        ClassLoader loader = processor.getClass().getClassLoader();
        Class<?> entry;
        try {
            entry = Class.forName(WovenClasses.ENTRY, true, loader);
        } catch (ClassNotFoundException unwoven) {
            return processor;
        }
        try {
            return (PacketProcessor) entry.getConstructor(PacketProcessor.class).newInstance(processor);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(WovenClasses.ENTRY + " is not the one that is woven in", e);
        }
    }
}
