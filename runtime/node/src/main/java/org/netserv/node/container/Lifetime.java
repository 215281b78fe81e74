package org.netserv.node.container;

/**
 * Whether a module's context is still good.
 *
 * <p><b>Thread.</b> Any.
 */
final class Lifetime {
    private final String moduleId;
    private volatile boolean ended;

    Lifetime(String moduleId) {
        this.moduleId = moduleId;
    }

    String moduleId() {
        return moduleId;
    }

    boolean hasEnded() {
        return ended;
    }

    void end() {
        ended = true;
    }

    /** Throws {@link IllegalStateException} once the module has stopped. */
    void requireRunning() {
        if (ended) {
            throw new IllegalStateException(moduleId + " has stopped");
        }
    }
}
