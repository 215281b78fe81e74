package org.netserv.apps.keepalive;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The memory in which one request is read and its answer written.
 *
 * <p><b>Ownership.</b> The thread that claimed it, until it releases it; nothing in it is kept between calls.
 */
final class Scratch {

    final SipRequest request = new SipRequest();
    final SipAnswer answer;
    private final AtomicBoolean claimed = new AtomicBoolean();

    private Scratch(long salt) {
        answer = new SipAnswer(salt);
    }

    /** Gives it back. Pairs with the compare-and-set of the next claim. */
    void release() {
        claimed.setRelease(false);
    }

    /** All scratches of a module, made at its start. */
    static final class Pool {

        /** More than a node has packet threads; a power of two. */
        private static final int SIZE = 32;

        private final Scratch[] scratches = new Scratch[SIZE];

        Pool() {
            long salt = new SecureRandom().nextLong();
            for (int i = 0; i < SIZE; i++) {
                scratches[i] = new Scratch(salt);
            }
        }

        /**
         * A scratch that no other thread uses, or null if all are in use. A thread begins at its own place, so the
         * first try succeeds and the memory is still in its processor's cache.
         */
        @Nullable
        Scratch claim() {
            int first = (int) Thread.currentThread().threadId();
            for (int i = 0; i < SIZE; i++) {
                Scratch scratch = scratches[(first + i) & (SIZE - 1)];
                if (scratch.claimed.compareAndSet(false, true)) {
                    return scratch;
                }
            }
            return null;
        }
    }
}
