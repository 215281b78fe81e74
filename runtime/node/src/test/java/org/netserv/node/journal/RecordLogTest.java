package org.netserv.node.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordLogTest {
    private static final List<String> TEXTS = List.of("one", "", "three ".repeat(40), "four");

    @TempDir
    private Path directory;
    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("log");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void write(List<String> texts) throws IOException {
        try (RecordLog log = RecordLog.open(file, _ -> {})) {
            for (String text : texts) {
                log.append(bytes(text));
            }
        }
    }

    private List<String> read(List<String> damages) throws IOException {
        List<String> found = new ArrayList<>();
        try (RecordLog log = RecordLog.open(file, payload -> found.add(new String(payload, StandardCharsets.UTF_8)))) {
            damages.addAll(log.damages());
        }
        return found;
    }

    private List<String> read() throws IOException {
        List<String> damages = new ArrayList<>();
        List<String> found = read(damages);
        assertEquals(List.of(), damages);
        return found;
    }

    /** Where each of the records ends. */
    private static List<Integer> ends() {
        List<Integer> ends = new ArrayList<>();
        int end = 0;
        for (String text : TEXTS) {
            end += RecordLog.HEADER_BYTES + bytes(text).length;
            ends.add(end);
        }
        return ends;
    }

    @Test
    void shouldReadBackWhatWasAppended() throws IOException {
        write(TEXTS);
        assertEquals(TEXTS, read());
        write(List.of("five"));
        assertEquals(5, read().size());
    }

    @Test
    void shouldKeepAReserveBehindTheLastRecord() throws IOException {
        write(TEXTS);
        assertTrue(Files.size(file) >= ends().getLast() + ReservedFile.RESERVE_BYTES);
    }

    @Test
    void shouldCutWhatACrashLeftWhereverItWas() throws IOException {
        write(TEXTS);
        byte[] whole = Files.readAllBytes(file);
        List<Integer> ends = ends();
        for (int length = 0; length <= ends.getLast(); length++) {
            int cut = length;
            List<String> sound = TEXTS.subList(0, (int) ends.stream().filter(end -> end <= cut).count());
            Files.write(file, Arrays.copyOf(whole, length));
            assertEquals(sound, read(), "cut at " + length);
            // The same with the zeros behind it that were there before.
            byte[] zeroed = Arrays.copyOf(whole, whole.length);
            Arrays.fill(zeroed, length, zeroed.length, (byte) 0);
            Files.write(file, zeroed);
            assertEquals(sound, read(), "zeros from " + length);
            write(List.of("next"));
            assertEquals(sound.size() + 1, read().size());
        }
    }

    @Test
    void shouldKeepAllThatIsSoundWhereverAByteIsDamaged() throws IOException {
        write(TEXTS);
        byte[] whole = Files.readAllBytes(file);
        List<Integer> ends = ends();
        for (int at = 0; at < ends.getLast(); at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x41;
            Files.write(file, damaged);
            int position = at;
            int hit = (int) ends.stream().filter(end -> end <= position).count();
            List<String> expected = new ArrayList<>(TEXTS);
            expected.remove(hit);
            List<String> damages = new ArrayList<>();
            assertEquals(expected, read(damages), "byte " + at);
            assertEquals(hit == TEXTS.size() - 1 ? 0 : 1, damages.size(), "byte " + at + ": " + damages);
        }
    }

    @Test
    void shouldTellThatARecordIsMissing() throws IOException {
        write(TEXTS);
        byte[] whole = Files.readAllBytes(file);
        List<Integer> ends = ends();
        byte[] without = new byte[whole.length];
        System.arraycopy(whole, 0, without, 0, ends.get(0));
        System.arraycopy(whole, ends.get(1), without, ends.get(0), whole.length - ends.get(1));
        Files.write(file, without);
        List<String> damages = new ArrayList<>();
        assertEquals(List.of("one", TEXTS.get(2), "four"), read(damages));
        assertEquals(List.of("from byte 23 to 23 there is no record: between 1 and 3"), damages);
    }

    @Test
    void shouldReadAnything() throws IOException {
        Random random = new Random(1);
        for (int n = 0; n < 300; n++) {
            byte[] noise = new byte[random.nextInt(2_000)];
            random.nextBytes(noise);
            for (int i = random.nextInt(20); i < noise.length - 8; i += 1 + random.nextInt(200)) {
                System.arraycopy(new byte[]{'N', 'S', 'J', '1', 0, 0, 0, (byte) random.nextInt(8)}, 0, noise, i, 8);
            }
            Files.write(file, noise);
            assertEquals(List.of(), read(new ArrayList<>()));
            write(List.of("x"));
            assertEquals(List.of("x"), read());
        }
    }

    @Test
    void shouldReplaceAllAtOnce() throws IOException {
        write(TEXTS);
        try (RecordLog log = RecordLog.replace(file, List.of(bytes("new")))) {
            log.append(bytes("and more"));
        }
        assertEquals(List.of("new", "and more"), read());
        assertFalse(Files.exists(directory.resolve("log.new")));
    }
}
