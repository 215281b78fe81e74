package org.netserv.api;

/**
 * A module whose state outlives a run of it: its {@link Module} or activator class implements this, too.
 *
 * <p>When another version takes its place, and when the node stops in good order, {@link #checkpoint} is called while it still
 * has packets, and {@link #restore} of the next run before {@link Module#start}. What it does with packets in between is not in
 * the state. After a fault, a roll-back or the node's death the next run begins without.
 *
 * <p><b>Thread.</b> The module's own, never a packet thread: what packets change must be read with care.
 */
public interface Checkpointable {
    /** The most that is handed over. */
    int MAX_STATE_BYTES = 1 << 20;

    /**
     * The state, at most {@link #MAX_STATE_BYTES}, in a form that another version can read; it is copied.
     *
     * <p><b>Errors.</b> Whatever it throws is logged; the next run begins without.
     */
    byte[] checkpoint() throws Exception;

    /**
     * Takes over what an earlier run has handed out, of this version or another.
     *
     * <p><b>Errors.</b> As of {@link Module#start}: an update is refused, and the version that runs goes on.
     */
    void restore(byte[] state) throws Exception;
}
