package org.netserv.isolation.cgroup;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.netserv.node.guard.Warden;
import org.netserv.node.sandbox.ThreadPlacement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Places publishers' threads by their weights, where the host lets this process; where not, it says so once, and all threads
 * weigh the same.
 *
 * <p><b>Thread.</b> Any.
 */
public final class CpuWeights {
    private static final Logger LOGGER = LoggerFactory.getLogger(CpuWeights.class);

    private final AtomicBoolean warned = new AtomicBoolean();

    /** Where a publisher's threads are to run; to be closed with its container. */
    public ThreadPlacement of(String user, int weight) {
        try {
            Warden.begin();
            CpuGroup group = CpuGroup.create(CpuHierarchy.ofThisProcess(), user, weight);
            return new Placement(group);
        } catch (IOException e) {
            warn(e);
            return ThreadPlacement.NONE;
        }
    }

    private void warn(IOException e) {
        if (!warned.getAndSet(true)) {
            LOGGER.warn("Weights of publishers' threads have no effect here: {}", String.valueOf(e));
        }
    }

    private final class Placement implements ThreadPlacement {
        private final CpuGroup group;

        Placement(CpuGroup group) {
            this.group = group;
        }

        @Override
        public void placeThisThread() {
            try {
                group.enter();
            } catch (IOException e) {
                warn(e);
            }
        }

        @Override
        public void close() {
            try {
                group.remove();
            } catch (IOException e) {
                LOGGER.warn("A control group is left behind: {}", String.valueOf(e));
            }
        }
    }
}
