package org.netserv.signaling.trace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A failure names its seed. */
class SegmentOrderTest {
    private static final int ROUNDS = 2_000;
    private static final int LONGEST = 3_000;

    private record Piece(int from, int length) {}

    @Test
    void shouldBringAStreamTogetherWhateverTheOrder() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] stream = new byte[1 + random.nextInt(LONGEST)];
            random.nextBytes(stream);
            int first = random.nextBoolean() ? -random.nextInt(LONGEST) : random.nextInt();
            SegmentOrder order = new SegmentOrder();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            order.begin(first);
            for (Piece piece : pieces(stream.length, random)) {
                order.take(first + piece.from, stream, piece.from, piece.length, out::write);
            }
            assertArrayEquals(stream, out.toByteArray(), "seed=" + seed);
            assertFalse(order.hasGap(), "seed=" + seed);
            assertEquals(0, order.waitingBytes(), "seed=" + seed);
            assertEquals(0, order.missingBytes(), "seed=" + seed);
        }
    }

    /** All of it at least once, in any order. */
    private static List<Piece> pieces(int length, Random random) {
        List<Piece> pieces = new ArrayList<>();
        for (int at = 0; at < length;) {
            int piece = Math.min(length - at, 1 + random.nextInt(200));
            pieces.add(new Piece(at, piece));
            int again = random.nextInt(length);
            pieces.add(new Piece(again, Math.min(length - again, random.nextInt(300))));
            at += piece;
        }
        Collections.shuffle(pieces, random);
        return pieces;
    }

    @Test
    void shouldNotBelieveThatSomethingIsMissingBeforeItIsAcknowledged() {
        SegmentOrder order = new SegmentOrder();
        order.begin(100);
        order.take(110, new byte[5], 0, 5, (in, from, count) -> {});
        assertEquals(10, order.missingBytes());
        order.acknowledged(109);
        order.acknowledged(50);
        assertFalse(order.hasGap());
        order.acknowledged(115);
        assertTrue(order.hasGap());
    }

    @Test
    void shouldTakeNothingBeforeItBegins() {
        SegmentOrder order = new SegmentOrder();
        order.take(110, new byte[5], 0, 5, (in, from, count) -> {
            throw new AssertionError();
        });
        order.acknowledged(500);
        assertFalse(order.hasBegun() || order.hasGap());
    }
}
