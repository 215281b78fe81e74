package org.netserv.node.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class StackRoomTest {
    private static final int STACK_BYTES = 512 << 10;
    private static final int ROUNDS = 3;
    private static final int LEVELS = 50;

    private int refused;
    private int passed;
    private int broken;

    /** Goes down to the end of the stack; on the way back, looks for room and does what needs some. */
    private int recurse(int depth, Runnable look, int levels) {
        if (depth == Integer.MAX_VALUE) {
            return 0;
        }
        int below;
        try {
            below = recurse(depth + 1, look, levels);
        } catch (StackOverflowError end) {
            below = 0;
        }
        try {
            look.run();
        } catch (StackOverflowError none) {
            refused++;
            return below + 1;
        }
        try {
            if (work(levels) == levels) {
                passed++;
            }
        } catch (StackOverflowError broke) {
            broken++;
        }
        return below + 1;
    }

    private static int work(int levels) {
        return levels == 0 ? 0 : work(levels - 1) + 1;
    }

    private void assertLeavesRoom(Runnable look) throws InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        for (int round = 0; round < ROUNDS; round++) {
            Thread thread = new Thread(null, () -> {
                try {
                    recurse(0, look, LEVELS);
                } catch (Throwable e) {
                    thrown.set(e);
                }
            }, "deep", STACK_BYTES);
            thread.start();
            thread.join();
        }
        assertEquals(null, thrown.get());
        assertEquals(0, broken);
        assertTrue(passed > 0 && refused > 0, "passed=" + passed + " refused=" + refused);
    }

    @Test
    void shouldLeaveRoomForACopy() throws InterruptedException {
        assertLeavesRoom(StackRoom::requireForCopy);
    }

    @Test
    void shouldLeaveRoomForAnything() throws InterruptedException {
        assertLeavesRoom(StackRoom::require);
    }
}
