package org.netserv.node.controller;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptJarsTest {
    private static final byte[] CONTENT = "jar".getBytes(StandardCharsets.US_ASCII);
    private static final int TIMES = 500;

    @TempDir
    Path folder;

    private Path fetched() throws IOException {
        return Files.write(folder.resolve("fetched"), CONTENT);
    }

    /** A node that is killed meanwhile must find the JAR of a version that it has in its journal. */
    @Test
    void shouldNotBeWithoutAJarWhileTheSameComesAgain() throws Exception {
        KeptJars jars = new KeptJars(folder.resolve("jars"));
        Path kept = jars.keep(fetched(), "0a");
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger missing = new AtomicInteger();
        Thread watching = Thread.ofPlatform().start(() -> {
            while (!over.get()) {
                if (!Files.exists(kept)) {
                    missing.incrementAndGet();
                }
            }
        });
        for (int n = 0; n < TIMES; n++) {
            assertEquals(kept, jars.keep(fetched(), "0a"));
        }
        over.set(true);
        watching.join();
        assertEquals(0, missing.get());
    }

    @Test
    void shouldTakeAJarOverFromAnotherFileSystem() throws Exception {
        Path other = Path.of("/dev/shm");
        assumeTrue(Files.isWritable(other) && !Files.getFileStore(other).equals(Files.getFileStore(folder)),
                "there is no other file system");
        Path fetched = Files.write(Files.createTempFile(other, "netserv", ".jar"), CONTENT);
        try {
            KeptJars jars = new KeptJars(folder.resolve("jars"));
            Path kept = jars.keep(fetched, "0a");
            assertArrayEquals(CONTENT, Files.readAllBytes(kept));
            assertFalse(Files.exists(fetched));
            jars.retain(Set.of(kept));
            assertTrue(Files.exists(kept));
        } finally {
            Files.deleteIfExists(fetched);
        }
    }
}
