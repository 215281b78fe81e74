package org.netserv.node.plane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.netserv.node.path.Delivery;

class PlaneRoundsTest {
    @Test
    void shouldGoRoundAgainAlsoAfterAFailureAndNeverTwiceAtATime() throws Exception {
        CountDownLatch rounds = new CountDownLatch(5);
        AtomicBoolean inside = new AtomicBoolean();
        AtomicBoolean twice = new AtomicBoolean();
        AtomicReference<String> thread = new AtomicReference<>("");
        try (PlaneRounds _ = PlaneRounds.begin(List.of(new Plane(() -> {
            twice.compareAndSet(false, inside.getAndSet(true));
            thread.set(Thread.currentThread().getName());
            rounds.countDown();
            inside.set(false);
            throw new IllegalStateException("a plane that fails");
        })), Duration.ofMillis(1))) {
            rounds.await();
            assertFalse(twice.get());
            assertEquals("netserv-plane", thread.get());
        }
    }

    /** Looks after nothing but what it is told. */
    private record Plane(Runnable round) implements ForwardingPlane {
        @Override
        public void reconcile() {
            round.run();
        }

        @Override
        public String name() {
            return "test";
        }

        @Override
        public void start() {}

        @Override
        public void deliver(Delivery delivery) {}

        @Override
        public Map<String, String> settings() {
            return Map.of();
        }

        @Override
        public void close() {}
    }
}
