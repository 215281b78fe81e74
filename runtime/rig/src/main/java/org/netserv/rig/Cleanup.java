package org.netserv.rig;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What must be gone when the JVM ends, closed in reverse order of making. The hook runs on a normal end, SIGINT and
 * SIGTERM. Thread-safe.
 */
final class Cleanup {

    private static final Deque<Runnable> OPEN = new ArrayDeque<>();
    private static boolean ending;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Cleanup::closeAll, "rig-cleanup"));
    }

    private Cleanup() {}

    static synchronized void add(Runnable close) {
        if (ending) {
            throw new RigException("the rig is being taken down because the program is ending");
        }
        OPEN.push(close);
    }

    static synchronized void remove(Runnable close) {
        OPEN.remove(close);
    }

    static synchronized boolean isEnding() {
        return ending;
    }

    private static synchronized @Nullable Runnable next() {
        ending = true;
        return OPEN.poll();
    }

    private static void closeAll() {
        for (Runnable next = next(); next != null; next = next()) {
            try {
                next.run();
            } catch (RuntimeException e) {
                // The JVM is ending: the rest must still be closed, and the next start sweeps up what stays.
                System.err.println("rig: " + e.getMessage());
            }
        }
    }
}
