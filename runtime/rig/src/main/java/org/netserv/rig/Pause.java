package org.netserv.rig;

/** Waits between two looks at something that cannot wake us. */
final class Pause {

    private Pause() {}

    static void millis(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RigException("interrupted while waiting", e);
        }
    }
}
