package org.netserv.signaling.nslp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.netserv.node.message.ControlMessage;
import org.netserv.signaling.wire.Octets;

/** Whatever comes is read, or refused with a sentence. A failure names its seed. */
class FrameFuzzTest {
    private static final int ROUNDS = 200_000;

    @Test
    void shouldRefuseWhateverIsCut() {
        for (DocumentVectors.Vector vector : DocumentVectors.all()) {
            byte[] whole = vector.bytes().toArray();
            for (int length = 0; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                assertThrows(NslpFormatException.class, () -> Frame.parse(Octets.of(cut)), vector + " at " + length);
            }
        }
    }

    /** The header says so, too: then it may end between two objects, and nowhere else. */
    @Test
    void shouldReadWhatIsCutBetweenObjectsAlone() {
        for (DocumentVectors.Vector vector : DocumentVectors.all()) {
            byte[] whole = vector.bytes().toArray();
            int read = 0;
            for (int length = Frame.HEADER_BYTES; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                cut[2] = (byte) (length >>> 8);
                cut[3] = (byte) length;
                read += check(cut) ? 1 : 0;
            }
            assertTrue(read < 20, vector + ": " + read);
        }
    }

    @Test
    void shouldRefuseImpossibleLengths() {
        for (DocumentVectors.Vector vector : DocumentVectors.all()) {
            byte[] whole = vector.bytes().toArray();
            for (int at = 0; at < whole.length; at++) {
                for (int value : new int[]{0, 1, 0x7F, 0x80, 0xFF}) {
                    byte[] changed = whole.clone();
                    changed[at] = (byte) value;
                    check(changed);
                }
            }
        }
        assertThrows(NslpFormatException.class, () -> Frame.parse(Octets.of(new byte[Frame.MOST_BYTES + 4])));
        assertThrows(NslpFormatException.class, () -> Frame.parse(Octets.EMPTY));
    }

    @Test
    void shouldReadOrRefuseWhateverWasDamaged() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<DocumentVectors.Vector> vectors = DocumentVectors.all();
        int read = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = vectors.get(random.nextInt(vectors.size())).bytes().toArray();
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) (random.nextBoolean() ? random.nextInt(256)
                        : random.nextInt(8));
            }
            try {
                read += check(bytes) ? 1 : 0;
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed=" + seed + " " + HexFormat.of().formatHex(bytes), e);
            }
        }
        assertTrue(read > ROUNDS / 100, "too few were in order to say anything: " + read);
    }

    /** Reads all there is in it, and writes it again. */
    private static boolean check(byte[] bytes) {
        try {
            Frame frame = Frame.parse(Octets.of(bytes));
            if (frame.isResponse()) {
                Octets longer = ResponseStack.push(frame, Messages.entry(new Random(1), 10));
                assertTrue(longer.length() > bytes.length);
                ResponseStack.entries(frame).forEach(StackEntry::withoutWords);
                return true;
            }
            ControlMessage message = RequestCodec.decode(frame);
            Octets again = frame.type() == RequestType.TRIGGER ? RequestCodec.encodeTrigger(frame.id(), message)
                    : RequestCodec.encode(frame.id(), message);
            assertEquals(RequestCodec.decode(Frame.parse(again)), message);
            return true;
        } catch (NslpFormatException e) {
            assertFalse(String.valueOf(e.getMessage()).isBlank());
            return false;
        }
    }
}
