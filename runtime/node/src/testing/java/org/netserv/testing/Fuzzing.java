package org.netserv.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Feeds a parser with files of a committed corpus and with many variations of them. The parser takes an input, or refuses it with an
 * exception of the kind that it says; anything else is thrown, with the input in hexadecimal. What is refused for a reason that
 * was not seen before is varied in turn, so that deeper parts of a parser are reached.
 *
 * <p>The corpus is {@code src/test/resources/fuzz/NAME}: {@code ok-*} must be taken, {@code bad-*} refused. The same seed gives
 * the same inputs; {@code -Dnetserv.fuzz.seconds=N} runs on with others for so long, and keeps what was new below {@code target/fuzz}.
 *
 * <p><b>Thread.</b> One.
 */
public final class Fuzzing {
    private static final Path CORPUS = Path.of("src", "test", "resources", "fuzz");
    private static final Path FOUND = Path.of("target", "fuzz");
    private static final int LONGEST = 1 << 16;
    private static final int MOST_REASONS = 500;
    /** Of a refusal, which tell it from others. */
    private static final int WORDS = 7;
    private static final String[] NUMBERS = {"0", "-1", "1", "255", "65535", "65536", "2147483647", "2147483648",
        "9223372036854775807", "99999999999999999999", "0x10", "1e9", "+1", " 1", "١"};
    private static final byte[] BYTES = {0, 1, 0x7f, (byte) 0x80, (byte) 0xff, '\n', '\r', ' ', '\t', ':', ',', '=',
        '\\', '<', '>', '&', '"', '\'', '/', '.', '-'};

    /** A parser under test. */
    public interface Target {
        /** Takes an input or refuses it by an exception. */
        void parse(byte[] input) throws Exception;
    }

    /**
     * What came of it.
     *
     * @param name of the corpus
     * @param seeds files of the corpus
     * @param taken inputs that the parser took
     * @param refused inputs that it refused
     * @param reasons different ones
     */
    public record Outcome(String name, int seeds, int taken, int refused, int reasons) {
        /** Takes it down, for the table of faults. */
        public void record(Class<?> test) {
            FaultRecord.of("fuzz-" + name, test).figure("files in the corpus", seeds, "").figure("inputs taken", taken, "")
                    .figure("refused", refused, "").figure("for so many different reasons:", reasons, "").write();
        }
    }

    private final String name;
    private final Target target;
    private final Class<? extends Exception> refusal;
    private final List<byte[]> pool = new ArrayList<>();
    private final Map<String, byte[]> reasons = new LinkedHashMap<>();
    private int seeds;
    private int taken;
    private int refused;

    private Fuzzing(String name, Target target, Class<? extends Exception> refusal) {
        this.name = name;
        this.target = target;
        this.refusal = refusal;
    }

    /** Thrown by nobody. */
    public static final class NoRefusal extends Exception {
        private static final long serialVersionUID = 1L;

        private NoRefusal() {}
    }

    /**
     * Runs so many variations.
     *
     * @param refusal how the parser refuses an input; {@link NoRefusal} for one that takes all
     * @throws AssertionError for an input that was not dealt with as it should be
     */
    public static Outcome run(String name, int variations, Target target, Class<? extends Exception> refusal) {
        Fuzzing fuzzing = new Fuzzing(name, target, refusal);
        fuzzing.corpus();
        fuzzing.vary(new Random(name.hashCode()), variations, Long.MAX_VALUE);
        long seconds = Long.getLong("netserv.fuzz.seconds", 0);
        if (seconds > 0) {
            long seed = System.nanoTime();
            fuzzing.vary(new Random(seed), Integer.MAX_VALUE, seed + seconds * 1_000_000_000);
            fuzzing.keep();
        }
        return new Outcome(name, fuzzing.seeds, fuzzing.taken, fuzzing.refused, fuzzing.reasons.size());
    }

    private void corpus() {
        try (Stream<Path> files = Files.list(CORPUS.resolve(name))) {
            List<Path> sorted = files.sorted().toList();
            seeds = sorted.size();
            for (Path file : sorted) {
                pool.add(Files.readAllBytes(file));
            }
            for (int i = 0; i < seeds; i++) {
                Path file = sorted.get(i);
                byte[] input = pool.get(i);
                boolean good = file.getFileName().toString().startsWith("ok-");
                if (feed(input) != good) {
                    throw new AssertionError(file + (good ? " was refused: " + lastReason() : " was taken"));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String lastReason() {
        return reasons.keySet().stream().reduce((_, last) -> last).orElse("");
    }

    private void vary(Random random, int variations, long until) {
        for (int i = 0; i < variations && System.nanoTime() - until < 0; i++) {
            // Mostly of the corpus, and little changed: what is refused at once shows little.
            byte[] input = pool.get(random.nextInt(random.nextInt(4) > 0 ? seeds : pool.size()));
            for (int n = random.nextInt(random.nextBoolean() ? 1 : 4); n >= 0; n--) {
                input = varied(input, random);
            }
            feed(input);
        }
    }

    /** Whether it was taken. */
    private boolean feed(byte[] input) {
        try {
            target.parse(input.clone());
            taken++;
            return true;
        } catch (Exception e) {
            if (!refusal.isInstance(e)) {
                throw new AssertionError(name + " of " + HexFormat.of().formatHex(input), e);
            }
            refused++;
            String reason = reason(e);
            if (reasons.size() < MOST_REASONS && reasons.putIfAbsent(reason, input) == null && input.length <= LONGEST) {
                pool.add(input);
            }
            return false;
        } catch (Error e) {
            throw new AssertionError(name + " of " + HexFormat.of().formatHex(input), e);
        }
    }

    /** Without what it quotes, which differs with each input. */
    private static String reason(Exception refusal) {
        String sentence = String.valueOf(refusal.getMessage()).replaceAll("\"[^\"]*\"|0x[0-9a-f]+|[^ -~]", "")
                .replaceAll("[0-9]+", "0");
        return refusal.getClass().getSimpleName() + " "
                + Stream.of(sentence.split(" +", -1)).limit(WORDS).collect(Collectors.joining(" "));
    }

    private byte[] varied(byte[] input, Random random) {
        int at = input.length == 0 ? 0 : random.nextInt(input.length);
        int length = Math.min(input.length - at, 1 + random.nextInt(random.nextBoolean() ? 4 : 64));
        return switch (random.nextInt(8)) {
            case 0 -> flipped(input, at, random);
            case 1 -> replaced(input, at, length, new byte[0]);
            case 2 -> replaced(input, at, 0, Arrays.copyOfRange(input, at, at + length));
            case 3 -> replaced(input, at, random.nextInt(2), new byte[]{BYTES[random.nextInt(BYTES.length)]});
            case 4 -> number(input, at, random);
            case 5 -> Arrays.copyOf(input, at);
            case 6 -> spliced(input, at, pool.get(random.nextInt(pool.size())), random);
            default -> replaced(input, at, length, random(length, random));
        };
    }

    private static byte[] flipped(byte[] input, int at, Random random) {
        byte[] copy = input.clone();
        if (copy.length > 0) {
            copy[at] ^= (byte) (1 << random.nextInt(8));
        }
        return copy;
    }

    /** Another number in place of the next one. */
    private static byte[] number(byte[] input, int from, Random random) {
        int begin = from;
        while (begin < input.length && !Character.isDigit(input[begin])) {
            begin++;
        }
        int end = begin;
        while (end < input.length && Character.isDigit(input[end])) {
            end++;
        }
        return replaced(input, begin, end - begin,
                NUMBERS[random.nextInt(NUMBERS.length)].getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] spliced(byte[] input, int at, byte[] other, Random random) {
        int from = other.length == 0 ? 0 : random.nextInt(other.length);
        byte[] tail = Arrays.copyOfRange(other, from, other.length);
        return replaced(input, at, input.length - at, tail);
    }

    private static byte[] random(int length, Random random) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] replaced(byte[] input, int at, int most, byte[] by) {
        int length = Math.min(most, input.length - at);
        byte[] result = new byte[Math.min(LONGEST, input.length - length + by.length)];
        int head = Math.min(at, result.length);
        System.arraycopy(input, 0, result, 0, head);
        int middle = Math.min(by.length, result.length - head);
        System.arraycopy(by, 0, result, head, middle);
        int tail = Math.min(input.length - at - length, result.length - head - middle);
        System.arraycopy(input, at + length, result, head + middle, Math.max(0, tail));
        return result;
    }

    private void keep() {
        try {
            Path folder = Files.createDirectories(FOUND.resolve(name));
            int number = 0;
            for (byte[] input : reasons.values()) {
                Files.write(folder.resolve("bad-%04d".formatted(number++)), input);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
