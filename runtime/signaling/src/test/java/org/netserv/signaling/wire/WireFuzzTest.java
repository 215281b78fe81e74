package org.netserv.signaling.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.netserv.testing.FaultRecord;

/** Random damage to the vectors and to the corpus of messages that once were of interest. A failure names its seed. */
class WireFuzzTest {
    private static final int ROUNDS = 300_000;
    private static final int LONGEST = 2048;

    private final MessageView view = new MessageView();
    private final MessageView answer = new MessageView();
    private final byte[] out = new byte[MessageHeader.MAX_MESSAGE_BYTES];

    @Test
    void shouldReadOrRefuseWhateverComes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Vectors.Vector> seeds = new ArrayList<>(Vectors.all());
        seeds.addAll(Vectors.read("corpus.txt"));
        int read = 0;
        for (int i = 0; i < ROUNDS; i++) {
            Vectors.Vector from = seeds.get(random.nextInt(seeds.size()));
            byte[] message = damaged(from.message(), seeds, random);
            boolean onStream = random.nextInt(8) == 0 ? !from.onStream() : from.onStream();
            try {
                read += check(message, onStream);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed=" + seed + " onStream=" + onStream + " message="
                        + HexFormat.of().formatHex(message), e);
            }
        }
        assertTrue(read > ROUNDS / 100, "too few were in order to say anything: " + read);
        FaultRecord.of("fuzz-gist", getClass()).figure("messages to start from", seeds.size(), "")
                .figure("inputs taken", read, "").figure("refused", ROUNDS - read, "").write();
    }

    @Test
    void shouldStandTheCorpus() {
        for (Vectors.Vector vector : Vectors.read("corpus.txt")) {
            check(vector.message(), vector.onStream());
        }
    }

    private int check(byte[] message, boolean onStream) {
        MemorySegment memory = MemorySegment.ofArray(message).asReadOnly();
        Fault fault = view.parse(memory, 0, message.length, onStream);
        if (fault == null) {
            GistMessage value = GistMessage.read(view);
            int length = value.write(new MessageWriter(), MemorySegment.ofArray(out), 0);
            assertNull(answer.parse(MemorySegment.ofArray(out), 0, length, onStream));
            assertEquals(value, GistMessage.read(answer));
            assertEquals(value.toString(), GistMessage.read(answer).toString());
            return 1;
        }
        assertTrue(!fault.toString().isEmpty());
        if (message.length >= MessageHeader.BYTES) {
            int room = 456;
            int length = new MessageWriter().begin(MemorySegment.ofArray(out), 0, MessageType.ERROR, false, 1, 0, 0)
                    .error(fault, view, room).end();
            assertTrue(length <= room + MessageHeader.BYTES + ObjectHeader.BYTES, "length=" + length);
            assertNull(answer.parse(MemorySegment.ofArray(out), 0, length, true));
            assertEquals(fault.error(), GistMessage.readError(answer).error());
        }
        return 0;
    }

    private static byte[] damaged(byte[] from, List<Vectors.Vector> seeds, Random random) {
        byte[] message = from.clone();
        for (int n = random.nextInt(4); n >= 0; n--) {
            int at = random.nextInt(message.length);
            switch (random.nextInt(6)) {
                case 0 -> message[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> message[at] = (byte) random.nextInt(256);
                case 2 -> message[at] = random.nextBoolean() ? 0 : (byte) 0xFF;
                case 3 -> message = spliced(message, seeds.get(random.nextInt(seeds.size())).message(), random);
                case 4 -> message = withoutWords(message, random);
                default -> message[(at & ~3) + 3] = (byte) random.nextInt(16);
            }
        }
        if (random.nextInt(4) != 0 && message.length >= MessageHeader.BYTES) {
            int words = (message.length - MessageHeader.BYTES) / Wire.WORD;
            message[2] = (byte) (words >>> 8);
            message[3] = (byte) words;
        }
        return message;
    }

    /** Some words of another message put in between. */
    private static byte[] spliced(byte[] message, byte[] other, Random random) {
        int from = random.nextInt(other.length) & ~3;
        int length = Math.min(other.length - from, 4 * (1 + random.nextInt(10)));
        int at = Math.min(message.length, Wire.padded(random.nextInt(message.length + 1)));
        byte[] longer = new byte[Math.min(LONGEST, message.length + length)];
        System.arraycopy(message, 0, longer, 0, at);
        int kept = Math.min(length, longer.length - at);
        System.arraycopy(other, from, longer, at, kept);
        System.arraycopy(message, at, longer, at + kept, Math.min(message.length - at, longer.length - at - kept));
        return longer;
    }

    private static byte[] withoutWords(byte[] message, Random random) {
        if (message.length < 12) {
            return message;
        }
        int at = random.nextInt(message.length - 4) & ~3;
        byte[] shorter = Arrays.copyOf(message, message.length - 4);
        System.arraycopy(message, at + 4, shorter, at, message.length - at - 4);
        return shorter;
    }
}
