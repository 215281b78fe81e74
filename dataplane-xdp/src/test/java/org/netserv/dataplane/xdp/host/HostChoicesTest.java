package org.netserv.dataplane.xdp.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostChoicesTest {
    @TempDir
    private Path root;

    private void file(String name, String content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    @Test
    void shouldSayWhichPagesThereAre() throws IOException {
        assertEquals("no reserved huge pages are free, transparent ones: never", new HostChoices(root).pages());
        file("proc/meminfo", "MemTotal: 1 kB\nHugePages_Total:      16\nHugePages_Free:        4\n");
        file("sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n");
        assertEquals("4 of 16 reserved huge pages are free, transparent ones: madvise", new HostChoices(root).pages());
        assertTrue(new HostChoices(Path.of("/")).pages().contains(" reserved huge pages are free, transparent ones: "));
    }

    @Test
    void shouldSayWhetherADriverIsSetUpForBusyPolling() throws IOException {
        HostChoices choices = new HostChoices(root);
        assertEquals(Optional.empty(), choices.busyPolling("eth1"));
        file("sys/class/net/eth1/napi_defer_hard_irqs", "2\n");
        file("sys/class/net/eth1/gro_flush_timeout", "0\n");
        assertEquals(Optional.of("not set up for busy polling"), choices.busyPolling("eth1"));
        file("sys/class/net/eth1/gro_flush_timeout", "200000\n");
        assertEquals(Optional.of("set up for busy polling"), choices.busyPolling("eth1"));
    }
}
