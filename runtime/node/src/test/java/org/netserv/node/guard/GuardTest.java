package org.netserv.node.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GuardTest {

    private static final Gate GATE = new Gate();

    /** As woven code does. */
    private static void spin() {
        while (true) {
            check();
        }
    }

    private static void check() {
        if (!GATE.getTarget().equals(Gate.OPEN)) {
            Guard.leaveIfMeant();
        }
    }

    @Test
    void shouldTakeAThreadOutThatStaysTooLong() {
        Watch watch = Warden.watch();
        watch.enter(GATE, TimeUnit.MILLISECONDS.toNanos(5));
        assertThrows(Overstay.class, GuardTest::spin);
        watch.leave();
        check();
        watch.enter(GATE, TimeUnit.MILLISECONDS.toNanos(5));
        assertThrows(Overstay.class, GuardTest::spin);
        watch.leave();
    }

    /** Longer than the warden is awake for nothing. */
    @Test
    void shouldTakeAThreadOutThatComesWhenNobodyHasForAWhile() throws Exception {
        Watch watch = Warden.watch();
        for (int i = 0; i < 20; i++) {
            Thread.sleep(i);
            watch.enter(GATE, TimeUnit.MILLISECONDS.toNanos(1));
            assertThrows(Overstay.class, GuardTest::spin);
            watch.leave();
        }
        Thread.sleep(50);
        watch.enter(GATE, Watch.UNLIMITED);
        Thread.ofPlatform().start(watch::endAll);
        assertThrows(Overstay.class, GuardTest::spin);
        watch.leave();
    }

    @Test
    void shouldLetOthersStay() throws Exception {
        Watch watch = Warden.watch();
        Thread bad = Thread.ofPlatform().unstarted(() -> {
            Watch own = Warden.watch();
            own.enter(GATE, TimeUnit.MILLISECONDS.toNanos(5));
            assertThrows(Overstay.class, GuardTest::spin);
            own.leave();
        });
        watch.enter(GATE, TimeUnit.SECONDS.toNanos(10));
        bad.start();
        while (bad.isAlive()) {
            check();
        }
        watch.leave();
        bad.join();
    }

    @Test
    void shouldTakeAThreadOutOnDemand() throws Exception {
        CompletableFuture<Watch> watch = new CompletableFuture<>();
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread looping = Thread.ofPlatform().start(() -> {
            Watch own = Warden.watch();
            own.enter(GATE, Long.MAX_VALUE);
            watch.complete(own);
            try {
                spin();
            } catch (Overstay e) {
                thrown.complete(e);
            }
        });
        watch.get().endAll();
        assertEquals(Overstay.class, thrown.get().getClass());
        looping.join();
    }

    @Test
    void shouldLetAnUnlimitedVisitTakeTimeAndMemory() {
        Watch watch = Warden.watch();
        watch.enter(GATE, Watch.UNLIMITED);
        long bytes = 0;
        for (int i = 0; i < 4_000; i++) {
            bytes += new byte[100_000].length;
            check();
        }
        watch.leave();
        assertEquals(400_000_000, bytes);
    }

    @Test
    void shouldKnowThePacketPathOnlyWithinAVisitOfAPacketThread() throws Exception {
        CompletableFuture<List<Boolean>> seen = new CompletableFuture<>();
        Thread.ofPlatform().start(() -> {
            Watch own = Warden.watch();
            List<Boolean> answers = new ArrayList<>();
            own.enter(GATE, Watch.UNLIMITED);
            answers.add(Watch.isOnPacketPath());
            own.leave();
            own.markPacketThread();
            answers.add(Watch.isOnPacketPath());
            own.enter(GATE, Watch.UNLIMITED);
            answers.add(Watch.isOnPacketPath());
            own.leave();
            seen.complete(answers);
        }).join();
        assertEquals(List.of(false, false, true), seen.get());
    }

    @Test
    void shouldHaveOneGateForTheClassesOfALoader() {
        ClassLoader loader = new ClassLoader(null) {
        };
        assertSame(Gate.of(loader), Gate.of(loader));
        assertNotSame(Gate.of(loader), Gate.of(GuardTest.class));
        GATE.assign(loader);
        assertSame(GATE, Gate.of(loader));
        assertSame(Gate.of(String.class), Gate.of((ClassLoader) null));
    }

    @Test
    void shouldLeaveOtherGatesOpen() {
        Gate other = new Gate();
        Watch watch = Warden.watch();
        watch.enter(GATE, TimeUnit.MILLISECONDS.toNanos(5));
        while (GATE.getTarget().equals(Gate.OPEN)) {
            assertSame(Gate.OPEN, other.getTarget());
        }
        assertSame(Gate.OPEN, other.getTarget());
        watch.leave();
        while (!GATE.getTarget().equals(Gate.OPEN)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldLimitRoom() {
        assertEquals(Guard.MAX_ELEMENTS, Guard.elements(Guard.MAX_ELEMENTS));
        assertEquals(-1, Guard.elements(-1));
        Guard.elements(1 << 10, 1 << 10);
        assertThrows(Oversize.class, () -> Guard.elements(Guard.MAX_ELEMENTS + 1));
        assertThrows(Oversize.class, () -> Guard.elements(1 << 16, 1 << 16));
        assertThrows(Oversize.class, () -> Guard.elements(Integer.MAX_VALUE, 0));
    }
}
