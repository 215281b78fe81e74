package org.netserv.node.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.node.sandbox.Quota;
import org.slf4j.LoggerFactory;

class PromisedHeapTest {
    static {
        Module own = PromisedHeapTest.class.getModule();
        own.addReads(ModuleLayer.boot().findModule("ch.qos.logback.classic").orElseThrow());
        own.addReads(ModuleLayer.boot().findModule("ch.qos.logback.core").orElseThrow());
    }

    private static final long HEAP = 8 * Quota.DEFAULT.retainedHeapBytes();

    @TempDir
    private Path directory;

    @Test
    void shouldSayNothingWhileHalfOfTheHeapSuffices() {
        assertNull(PromisedHeap.warning(List.of(), HEAP));
        assertNull(PromisedHeap.warning(Collections.nCopies(4, Quota.DEFAULT), HEAP));
    }

    @Test
    void shouldWarnWhenQuotasTogetherExceedHalfOfTheHeap() {
        assertEquals(
                "retained-heap-bytes of all 5 users together is more than half of the heap of 512 MiB, and a full heap"
                        + " ends the node: expected at most 268435456, or a larger -Xmx",
                PromisedHeap.warning(Collections.nCopies(5, Quota.DEFAULT), HEAP));
    }

    @Test
    void shouldWarnWhenThereIsNoLimit() {
        assertNotNull(PromisedHeap.warning(List.of(quota(Quota.UNLIMITED)), HEAP));
        assertNotNull(PromisedHeap.warning(List.of(quota(1), quota(Quota.UNLIMITED)), Long.MAX_VALUE));
    }

    @Test
    void shouldSayItWhenANodeStarts() throws IOException {
        Logger logger = (Logger) LoggerFactory.getLogger(ControllerHost.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        try (ControllerFixture node = new ControllerFixture(directory)) {
            node.quota = quota(Quota.UNLIMITED);
            logger.setLevel(Level.WARN);
            logger.addAppender(lines);
            node.restart();
        } finally {
            logger.detachAppender(lines);
            logger.setLevel(null);
        }
        assertTrue(lines.list.getFirst().getFormattedMessage().startsWith("retained-heap-bytes of all 2 users "),
                () -> lines.list.toString());
    }

    private static Quota quota(long retainedHeapBytes) {
        Quota rest = Quota.DEFAULT;
        return new Quota(rest.cpuWeight(), rest.cpuNanosPerPacket(), rest.allocatedBytesPerSecond(), retainedHeapBytes,
                rest.packetsPerSecond(), rest.bytesPerSecond(), rest.emittedPerSecond(), rest.storageBytes(),
                rest.threads(), rest.offloadedFlows());
    }
}
