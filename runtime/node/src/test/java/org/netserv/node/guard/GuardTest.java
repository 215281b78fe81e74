package org.netserv.node.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GuardTest {

    /** As woven code does. */
    private static void spin() {
        while (true) {
            Guard.check();
        }
    }

    @Test
    void shouldTakeAThreadOutThatStaysTooLong() {
        Watch watch = Warden.watch();
        watch.enter(TimeUnit.MILLISECONDS.toNanos(5));
        assertThrows(Overstay.class, GuardTest::spin);
        watch.leave();
        Guard.check();
        watch.enter(TimeUnit.MILLISECONDS.toNanos(5));
        assertThrows(Overstay.class, GuardTest::spin);
        watch.leave();
    }

    @Test
    void shouldLetOthersStay() throws Exception {
        Watch watch = Warden.watch();
        Thread bad = Thread.ofPlatform().unstarted(() -> {
            Watch own = Warden.watch();
            own.enter(TimeUnit.MILLISECONDS.toNanos(5));
            assertThrows(Overstay.class, GuardTest::spin);
            own.leave();
        });
        watch.enter(TimeUnit.SECONDS.toNanos(10));
        bad.start();
        while (bad.isAlive()) {
            Guard.check();
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
            own.enter(Long.MAX_VALUE);
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
        watch.enter(Watch.UNLIMITED);
        long bytes = 0;
        for (int i = 0; i < 4_000; i++) {
            bytes += new byte[100_000].length;
            Guard.check();
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
            own.enter(Watch.UNLIMITED);
            answers.add(Watch.isOnPacketPath());
            own.leave();
            own.markPacketThread();
            answers.add(Watch.isOnPacketPath());
            own.enter(Watch.UNLIMITED);
            answers.add(Watch.isOnPacketPath());
            own.leave();
            seen.complete(answers);
        }).join();
        assertEquals(List.of(false, false, true), seen.get());
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
