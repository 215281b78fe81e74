package org.netserv.node.controller;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.netserv.node.path.ModuleSlot;

/** Where a deployment is in its life. */
sealed interface Stage {

    /**
     * It runs.
     *
     * @param run its code
     * @param health what its counters say
     * @param standing whether it may be called by the packet threads of all
     * @param sinceNanos when this run began
     * @param number of this run: those that begin later have larger ones
     */
    record Running(ModuleRunner.Run run, ModuleHealth health, Standing standing, long sinceNanos, long number)
            implements
                Stage {}

    /**
     * It is out of the packet path and stopped, until it is started again.
     *
     * @param place where its fail policy decides about packets; null for a server module
     * @param reason one word
     * @param nextStart when it is started again, for people
     * @param nextStartNanos the same by the clock that counts
     */
    record Detached(@Nullable ModuleSlot place, String reason, Instant nextStart, long nextStartNanos)
            implements
                Stage {}

    /**
     * It is here, and is not going to run by itself: its packets go past the node.
     *
     * @param kind why
     * @param reason one line
     */
    record Held(Hold kind, String reason) implements Stage {}

    /** Why a module does not run. */
    enum Hold {
        /** The operator has it stand still, until it is to go on. */
        SUSPENDED,
        /** It was here before the node started, and cannot be let in again as things are. */
        NOT_RESTORED
    }
}
