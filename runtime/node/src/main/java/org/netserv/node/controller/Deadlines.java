package org.netserv.node.controller;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * What is done when something takes longer than it may. It is looked for a few times within that limit: nearly all ends long
 * before, and a timer for each would wake a thread for each.
 *
 * <p><b>Thread.</b> Any. What is late is dealt with on a virtual thread of its own.
 */
final class Deadlines implements AutoCloseable {
    /** Within a limit. */
    private static final int LOOKS = 8;

    private final long limitNanos;
    private final Set<Pending> pending = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private volatile boolean asleep;
    private volatile boolean closed;

    /** @param limit after which something is late, by an eighth more at most */
    Deadlines(Duration limit, String name) {
        limitNanos = limit.toNanos();
        thread = Thread.ofPlatform().name(name).daemon().start(this::look);
    }

    /** Something that is to end in time. */
    final class Pending {
        private final long due = System.nanoTime() + limitNanos;
        private final Runnable late;

        private Pending(Runnable late) {
            this.late = late;
        }

        /** It has ended. What is late may be under way already. */
        void ends() {
            pending.remove(this);
        }
    }

    /** Begins something that is to {@linkplain Pending#ends end} in time; if it does not, {@code late} is run once. */
    Pending begin(Runnable late) {
        Pending begun = new Pending(late);
        pending.add(begun);
        if (asleep) {
            asleep = false;
            LockSupport.unpark(thread);
        }
        return begun;
    }

    private void look() {
        while (!closed) {
            asleep = pending.isEmpty();
            // Whoever has begun since and did not see that this thread sleeps is seen here.
            if (asleep && pending.isEmpty()) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, limitNanos / LOOKS);
            }
            long now = System.nanoTime();
            pending.removeIf(each -> {
                boolean late = now - each.due >= 0;
                if (late) {
                    Thread.ofVirtual().start(each.late);
                }
                return late;
            });
        }
    }

    /** Nothing is late from now on. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
