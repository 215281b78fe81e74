package org.netserv.node.sandbox;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.netserv.api.PacketProcessor;

/**
 * A module in its container.
 *
 * <p><b>Thread.</b> Any, one call at a time.
 */
public interface InstalledModule {

    /** {@code symbolicName_version}, as its manifest says. */
    String id();

    /**
     * Runs the module's entry point, on the module's own thread, and waits for it.
     *
     * @param state what an earlier run has handed over, or null
     * @return what it wants packets with, if it registered anything
     * @throws SandboxException if it threw, or did not return in time (500); the module is stopped then
     */
    Optional<PacketProcessor> start(byte @Nullable [] state) throws SandboxException;

    /** The same for one that takes nothing over. */
    default Optional<PacketProcessor> start() throws SandboxException {
        return start(null);
    }

    /**
     * What it hands over to its next run, asked for on the module's own thread while packets still come; null if it is not
     * {@link org.netserv.api.Checkpointable}, or does not answer well.
     */
    byte @Nullable [] checkpoint();

    /** Stops and uninstalls it. No packet thread calls its processor any more. */
    void stop();

    /** Brings the counters of what its own threads use up to date. Any thread, at any time. */
    default void settle() {}

    /** State for PROBE: {@code INSTALLED}, {@code STARTING}, {@code ACTIVE}, {@code STOPPING}, {@code UNINSTALLED}. */
    String state();
}
