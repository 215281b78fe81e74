package org.netserv.isolation.heap;

import java.util.Collection;
import java.util.List;
import org.netserv.node.sandbox.HeapMeter;

/**
 * Walks the objects that a publisher's modules reach, and adds up their sizes. An estimate: while it walks, the modules go on.
 *
 * <p>Not followed are classes, class loaders and threads, what the node lends, and what the JDK shares. What threads have on
 * their stacks alone is not seen.
 *
 * <p><b>Thread.</b> Any; it takes some 100 ns an object, and up to a sixteenth of the heap for the objects that it has met.
 */
public final class RetainedHeap implements HeapMeter {
    /** Packages of java.base whose objects keep what a module gives them, as much as it likes. */
    static final List<String> OPENED = List.of("java.io", "java.lang", "java.net", "java.nio", "java.util",
            "java.util.concurrent", "java.util.concurrent.atomic", "java.util.function", "javax.crypto.spec");

    /** A walk needs nothing from one to the next. */
    public RetainedHeap() {}

    /** Packages of java.base that must be open to this module, and are not. */
    public static List<String> closedPackages() {
        Module own = RetainedHeap.class.getModule();
        return OPENED.stream().filter(name -> !Object.class.getModule().isOpen(name, own)).toList();
    }

    @Override
    public long retainedBytes(Collection<Object> roots, Collection<Class<?>> classes, long limitBytes) {
        return new Walk(limitBytes, Runtime.getRuntime().maxMemory() / 16).over(roots, classes);
    }
}
