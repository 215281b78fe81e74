package org.netserv.node.path;

import java.util.concurrent.atomic.AtomicInteger;

/** How many flows one publisher may have in the kernel, and has there or on their way. <b>Thread.</b> Any. */
public final class FlowAllowance {
    private final int limit;
    private final AtomicInteger used = new AtomicInteger();

    /** @param limit flows */
    FlowAllowance(int limit) {
        this.limit = limit;
    }

    /** Whether there is room for one more. */
    boolean hasRoom() {
        return used.get() < limit;
    }

    /** Takes room for one flow; false if there is none. */
    boolean take() {
        int before = used.get();
        while (before < limit) {
            int found = used.compareAndExchange(before, before + 1);
            if (found == before) {
                return true;
            }
            before = found;
        }
        return false;
    }

    /** Gives back the room of flows that have ended, or never began. */
    public void giveBack(int flows) {
        used.addAndGet(-flows);
    }

    /** How many there are. */
    public int used() {
        return used.get();
    }
}
