package org.netserv.cli.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.netserv.rig.Privilege;

class TimerSlackTest {
    @Test
    void shouldGrantItToThreadsThatLookAndToNoOther() throws Exception {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        CountDownLatch end = new CountDownLatch(1);
        Runnable wait = () -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        Thread looking = Thread.ofPlatform().name("netserv-housekeeping").start(wait);
        Thread other = Thread.ofPlatform().name("netserv-nfq-0").start(wait);
        TimerSlack.grant();
        Map<String, String> slack = slack();
        end.countDown();
        looking.join();
        other.join();
        assertEquals(Long.toString(TimerSlack.SLACK.toNanos()), slack.get("netserv-houseke"));
        assertNotEquals(Long.toString(TimerSlack.SLACK.toNanos()), slack.get("netserv-nfq-0"));
    }

    /** By the names of this process's threads. */
    private static Map<String, String> slack() throws IOException {
        Map<String, String> slack = new TreeMap<>();
        try (Stream<Path> threads = Files.list(TimerSlack.THREADS)) {
            for (Path thread : threads.toList()) {
                try {
                    slack.put(TimerSlack.name(thread), Files.readString(TimerSlack.file(thread)).strip());
                } catch (IOException ended) {
                    // One of the JVM's, which is none of those that are looked for.
                }
            }
        }
        return slack;
    }
}
