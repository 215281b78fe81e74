package org.netserv.node.counters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeCountersTest {
    @TempDir
    Path folder;

    private final NodeCounters counters = NodeCounters.inMemory();

    @Test
    void shouldAddUpCountersOfOneLabel() {
        counters.allocate("b").add(2);
        counters.allocate("b").add(40);
        counters.allocate("a").addShared(-1);
        assertEquals(Map.of("a", -1L, "b", 42L), counters.snapshot());
    }

    @Test
    void shouldStartAtZeroWhenSlotIsUsedAgain() {
        Tally first = counters.allocate("first");
        first.add(5);
        first.close();
        assertFalse(counters.snapshot().containsKey("first"));
        Tally second = counters.allocate("second");
        assertEquals(0, second.value());
        assertEquals(Map.of("second", 0L), counters.snapshot());
    }

    @Test
    void shouldNotRunOutWhenSlotsAreGivenBack() {
        for (int n = 0; n < 50_000; n++) {
            counters.allocate("n").close();
        }
        assertEquals(Map.of(), counters.snapshot());
    }

    @Test
    void shouldMakeAllOfSeveralOrNone() {
        NodeCounters small = NodeCounters.few();
        String[] names = new String[300];
        Arrays.setAll(names, n -> "n" + n);
        Tally[] tallies = small.allocate("a.", names);
        tallies[299].add(3);
        Map<String, Long> before = small.snapshot();
        assertEquals(3, before.get("a.n299"));
        assertThrows(IllegalStateException.class, () -> small.allocate("b.", names));
        assertEquals(before, small.snapshot());
    }

    @Test
    void shouldHaveRoomForAThousandModulesOnSixPacketThreads() throws Exception {
        Path file = folder.resolve("counters");
        NodeCounters mapped = NodeCounters.mapped(file);
        int perModule = 6 * 19 + 18;
        for (int n = 0; n < 1000 * perModule - 1; n++) {
            mapped.allocate("module.some.counter");
        }
        mapped.allocate("module.last").add(7);
        assertEquals(7, CountersFile.open(file).snapshot().get("module.last"));
    }

    @Test
    void shouldBeReadableFromItsFile() throws Exception {
        Path file = folder.resolve("counters");
        Files.writeString(file, "what an earlier run left");
        NodeCounters mapped = NodeCounters.mapped(file);
        mapped.allocate("path.w0.received").add(77);
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
        assertEquals(NodeCounters.MAGIC, bytes.getLong(0));
        int capacity = (int) bytes.getLong(8);
        int values = bytes.capacity() - capacity * 128;
        assertEquals(77, bytes.getLong(values));
    }

    @Test
    void shouldLoseNothingWhenManyThreadsShareACounter() throws InterruptedException {
        Tally tally = counters.allocate("shared");
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int n = 0; n < 50_000; n++) {
                    tally.addShared(1);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(200_000, tally.value());
    }

    @Test
    void shouldBeReadByAnotherProcess() throws Exception {
        Path file = folder.resolve("counters.dat");
        NodeCounters mapped = NodeCounters.mapped(file);
        mapped.allocate("gone").close();
        Tally shared = mapped.allocate("shared");
        mapped.allocate("shared").add(2);
        CountersFile reader = CountersFile.open(file);
        shared.add(40);
        assertEquals(Map.of("shared", 42L), reader.snapshot());
    }

    @Test
    void shouldHaveRoomOnTheDiskForWhatMayBeCountedAndLittleMore() throws Exception {
        Path file = folder.resolve("blocks.dat");
        NodeCounters mapped = NodeCounters.mapped(file);
        long chunk = CounterBlocks.CHUNK * (128L + 512);
        assertUsed(file, chunk, 2 * chunk);
        for (int n = 0; n < 2 * CounterBlocks.CHUNK; n++) {
            mapped.allocate("counter." + n).close();
            mapped.allocate("counter." + n);
        }
        assertUsed(file, 2 * chunk, 4 * chunk);
    }

    private static void assertUsed(Path file, long atLeast, long atMost) throws Exception {
        Process du = new ProcessBuilder("du", "--block-size=1", file.toString()).start();
        String used = new String(du.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertEquals(0, du.waitFor());
        long bytes = Long.parseLong(used.substring(0, used.indexOf('\t')));
        assertTrue(bytes >= atLeast && bytes <= atMost, bytes + " is not from " + atLeast + " to " + atMost);
    }

    @Test
    void shouldRefuseWhatIsNoCountersFile() throws Exception {
        Path file = folder.resolve("other.dat");
        Files.write(file, new byte[100]);
        assertThrows(IOException.class, () -> CountersFile.open(file));
        Files.write(file, new byte[NodeCounters.FILE_LENGTH]);
        assertThrows(IOException.class, () -> CountersFile.open(file));
    }
}
