package org.netserv.node.container;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The quota of storage. */
class PublisherStoreTest {
    private static final long SEED = 0x5eed_0008L;
    private static final int FILE = (int) StorageQuota.FILE_BYTES;
    private static final int LIMIT = 4 * FILE;

    @TempDir
    Path directory;

    private PublisherStore store;

    @BeforeEach
    void open() throws IOException {
        store = new PublisherStore(directory, LIMIT);
    }

    private void write(String file, boolean append, int bytes) throws IOException {
        try (OutputStream out = store.write(file, append)) {
            out.write(new byte[bytes]);
        }
    }

    /** Room is what one more file could have. */
    private void assertRoom(int bytes) throws IOException {
        OutputStream probe = store.write("probe", false);
        assertThrows(StorageFull.class, () -> probe.write(new byte[bytes - FILE + 1]), "there is more room");
        probe.write(new byte[bytes - FILE]);
        probe.close();
        assertTrue(store.delete("probe"));
    }

    private long onDisk() throws IOException {
        long sum = 0;
        try (Stream<Path> found = Files.walk(directory)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                sum += Files.size(file) + FILE;
            }
        }
        return sum;
    }

    @Test
    void shouldChargeFilesWrittenInSmallPieces() throws IOException {
        int written = 0;
        try (OutputStream out = store.write("a", false)) {
            while (true) {
                out.write(new byte[7], 1, 5);
                written += 5;
            }
        } catch (IOException e) {
            assertEquals("quota: the publisher may keep 16384 bytes, and keeps " + (FILE + written)
                    + ": there is no room for 5 more", e.getMessage());
        }
        assertTrue(written > LIMIT - FILE - 5 && written <= LIMIT - FILE, "written=" + written);
        assertEquals(written, Files.size(directory.resolve("files/a")));
    }

    @Test
    void shouldGiveBackWhatIsOverwrittenAndDeleted() throws IOException {
        write("a", false, 5_000);
        assertRoom(LIMIT - FILE - 5_000);
        write("a", false, 100);
        assertRoom(LIMIT - FILE - 100);
        write("a", true, 300);
        assertRoom(LIMIT - FILE - 400);
        assertTrue(store.delete("a"));
        assertEquals(false, store.delete("a"));
        assertRoom(LIMIT);
    }

    @Test
    void shouldChargeEmptyFilesAndKeys() throws IOException {
        write("a", false, 0);
        write("b", false, 0);
        store.put("k", new byte[0]);
        store.put("l", new byte[0]);
        assertThrows(StorageFull.class, () -> store.write("c", false));
        assertEquals(List.of("a", "b"), store.files());
        assertThrows(StorageFull.class, () -> store.put("m", new byte[0]));
        assertEquals(List.of("k", "l"), store.keys());
        assertTrue(store.remove("k"));
        assertEquals(false, store.remove("k"));
        store.put("m", new byte[0]);
    }

    @Test
    void shouldChargeValueForTheOneItReplaces() throws IOException {
        store.put("k", new byte[3_000]);
        store.put("k", new byte[1_000]);
        assertThrows(IOException.class, () -> store.put("k", new byte[LIMIT]));
        assertEquals(1_000, store.get("k").length);
        assertRoom(LIMIT - FILE - 1_000);
    }

    @Test
    void shouldChargeDeletedFileUntilNobodyHasItOpen() throws IOException {
        write("a", false, 8_000);
        InputStream reader = store.read("a");
        assertTrue(store.delete("a"));
        assertThrows(StorageFull.class, () -> write("b", false, 5_000));
        assertTrue(store.delete("b"));
        assertRoom(LIMIT - FILE - 8_000);
        reader.close();
        reader.close();
        assertRoom(LIMIT);
        OutputStream writer = store.write("a", false);
        assertTrue(store.delete("a"));
        assertThrows(StorageFull.class, () -> writer.write(new byte[LIMIT]));
        writer.write(new byte[LIMIT - FILE]);
        assertThrows(StorageFull.class, () -> store.write("a", false));
        writer.close();
        assertRoom(LIMIT);
    }

    @Test
    void shouldRefuseToWriteWhatIsClosedAndChargeNothing() throws IOException {
        OutputStream out = store.write("a", false);
        out.close();
        out.close();
        assertThrows(IOException.class, () -> out.write(1));
        assertThrows(IOException.class, () -> out.write(new byte[10], 0, 10));
        assertRoom(LIMIT - FILE);
    }

    @Test
    void shouldNotTakeNegativeLengths() throws IOException {
        try (OutputStream out = store.write("a", false)) {
            assertThrows(IndexOutOfBoundsException.class, () -> out.write(new byte[10], 5, -5));
        }
        assertRoom(LIMIT - FILE);
    }

    @Test
    void shouldChargeWhatIsThereWhenItOpens() throws IOException {
        write("a", false, 1_000);
        store.put("k", new byte[2_000]);
        Files.write(directory.resolve("keys/.new-7"), new byte[9_000]);
        store = new PublisherStore(directory, LIMIT);
        assertTrue(Files.notExists(directory.resolve("keys/.new-7")));
        assertRoom(LIMIT - 2 * FILE - 3_000);
        store = new PublisherStore(directory, 10);
        assertArrayEquals(new byte[2_000], store.get("k"));
        assertThrows(StorageFull.class, () -> write("a", true, 1));
        assertTrue(store.delete("a"));
    }

    /** Whatever order files are opened, written, deleted and closed in: never more on the disk than the limit, and then all free. */
    @Test
    void shouldHoldWhateverOrderThingsHappenIn() throws IOException {
        Random random = new Random(SEED);
        List<OutputStream> open = new ArrayList<>();
        int refused = 0;
        for (int n = 0; n < 5_000; n++) {
            String name = "f" + random.nextInt(3);
            try {
                switch (random.nextInt(7)) {
                    case 0 -> open.add(store.write(name, random.nextBoolean()));
                    case 1 -> store.delete(name);
                    case 2 -> store.put(name, new byte[random.nextInt(3_000)]);
                    case 3 -> store.remove(name);
                    case 4 -> {
                        if (!open.isEmpty()) {
                            open.remove(random.nextInt(open.size())).close();
                        }
                    }
                    default -> {
                        if (!open.isEmpty()) {
                            open.get(random.nextInt(open.size())).write(new byte[random.nextInt(2_000)]);
                        }
                    }
                }
            } catch (StorageFull e) {
                refused++;
            }
            assertTrue(onDisk() <= LIMIT, "seed=" + SEED + " n=" + n + " on disk: " + onDisk());
        }
        assertTrue(refused > 100, "refused=" + refused);
        for (OutputStream out : open) {
            out.close();
        }
        for (String name : List.of("f0", "f1", "f2")) {
            store.delete(name);
            store.remove(name);
        }
        assertRoom(LIMIT);
    }
}
