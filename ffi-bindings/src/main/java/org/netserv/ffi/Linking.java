package org.netserv.ffi;

import java.lang.invoke.MethodHandles;
import java.util.List;

/**
 * Links the C functions that a node calls. The JVM makes code for each shape of them, some 0.3 s in all: a start has that done
 * beside what it does anyway, and who calls a function earlier waits for it.
 */
public final class Linking {
    private static final List<Class<?>> CALLS = List.of(Libc.class, NfQueueLibrary.class);

    private Linking() {}

    /** On a thread of its own. */
    public static void begin() {
        Thread.ofPlatform().name("netserv-linking").daemon().start(Linking::link);
    }

    /** On this thread. A library that is missing is told of by what needs it. */
    public static void link() {
        for (Class<?> calls : CALLS) {
            try {
                MethodHandles.lookup().ensureInitialized(calls);
            } catch (ExceptionInInitializerError | NoClassDefFoundError missing) {
                // NetfilterQueue.open says which, and how to get it.
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("a class of this package cannot be reached", e);
            }
        }
    }
}
