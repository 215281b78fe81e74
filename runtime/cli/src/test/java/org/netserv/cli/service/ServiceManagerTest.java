package org.netserv.cli.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The node's side of sd_notify(3), against a receiver of the test's own. */
class ServiceManagerTest {
    private static final long PID = 4711;

    @TempDir
    private Path folder;

    private String socket() {
        return folder.resolve("notify").toString();
    }

    @Test
    void shouldSayWhenTheNodeIsReadyWellAndEnding() {
        for (String name : List.of(socket(), "@netserv-notify-" + ProcessHandle.current().pid())) {
            try (NotifyReceiver receiver = new NotifyReceiver(name);
                    ServiceManager manager = ServiceManager.of(Map.of("NOTIFY_SOCKET", name), PID)) {
                manager.ready("node edge,\n1 module");
                assertEquals(List.of("READY=1", "STATUS=node edge, 1 module"), receiver.next());
                manager.alive("2 modules");
                assertEquals(List.of("WATCHDOG=1", "STATUS=2 modules"), receiver.next());
                manager.stopping();
                assertEquals("STOPPING=1", receiver.next().getFirst());
            }
        }
    }

    @Test
    void shouldGoOnWhereNobodyListens() {
        for (Map<String, String> environment : List.of(Map.<String, String>of(), Map.of("NOTIFY_SOCKET", ""),
                Map.of("NOTIFY_SOCKET", socket()), Map.of("NOTIFY_SOCKET", "x".repeat(200)))) {
            try (ServiceManager manager = ServiceManager.of(environment, PID)) {
                manager.ready("ready");
                assertEquals(Duration.ZERO, manager.watchdog());
            }
        }
    }

    @Test
    void shouldBeWatchedOnlyIfItIsMeant() {
        assertEquals(Duration.ofSeconds(30), watchdog(Map.of("WATCHDOG_USEC", "30000000")));
        assertEquals(Duration.ofSeconds(30), watchdog(Map.of("WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "4711")));
        assertEquals(Duration.ZERO, watchdog(Map.of("WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "1")));
        assertEquals(Duration.ZERO, watchdog(Map.of("WATCHDOG_USEC", "soon")));
        assertEquals(Duration.ZERO, watchdog(Map.of()));
    }

    @Test
    void shouldBeSilentWhileTheNodeIsNotWellAndSpeakOnceItIs() {
        AtomicInteger asked = new AtomicInteger();
        try (NotifyReceiver receiver = new NotifyReceiver(socket());
                ServiceManager manager = watched(Duration.ofMillis(30))) {
            Watchdog watchdog = Watchdog.start(manager, () -> {
                if (asked.incrementAndGet() <= 3) {
                    throw new IOException("a packet thread has ended");
                }
                return "well at " + asked.get();
            });
            try {
                assertEquals(List.of("WATCHDOG=1", "STATUS=well at 4"), receiver.next());
                assertEquals(List.of("WATCHDOG=1", "STATUS=well at 5"), receiver.next());
            } finally {
                watchdog.close();
            }
        }
    }

    @Test
    void shouldBeSilentWhileAnythingHangs() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(2);
        try (NotifyReceiver receiver = new NotifyReceiver(socket());
                ServiceManager manager = watched(Duration.ofMillis(3))) {
            Watchdog watchdog = Watchdog.start(manager, () -> {
                asked.countDown();
                if (asked.getCount() == 0) {
                    new CountDownLatch(1).await();
                }
                return "well";
            });
            try {
                asked.await();
                assertEquals(List.of("WATCHDOG=1", "STATUS=well"), receiver.next());
                assertTrue(receiver.isEmpty());
            } finally {
                watchdog.close();
            }
        }
    }

    private ServiceManager watched(Duration watchdog) {
        return ServiceManager.of(
                Map.of("NOTIFY_SOCKET", socket(), "WATCHDOG_USEC", Long.toString(watchdog.toNanos() / 1000)), PID);
    }

    private Duration watchdog(Map<String, String> environment) {
        try (NotifyReceiver receiver = new NotifyReceiver("@netserv-watchdog-" + ProcessHandle.current().pid());
                ServiceManager manager = ServiceManager.of(with(environment), PID)) {
            manager.ready("ready");
            assertEquals("READY=1", receiver.next().getFirst());
            return manager.watchdog();
        }
    }

    private static Map<String, String> with(Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("NOTIFY_SOCKET", "@netserv-watchdog-" + ProcessHandle.current().pid());
        return all;
    }
}
