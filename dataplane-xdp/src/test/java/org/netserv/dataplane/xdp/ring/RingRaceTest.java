package org.netserv.dataplane.xdp.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/**
 * Each ring between two threads, ours and the kernel's: every entry arrives whole, once and in order, while the ring is
 * empty and full all the time and its indices wrap. Entries say what number they have, each half for itself.
 *
 * <p>The last tests weaken an ordering on purpose, so that it is seen that these tests see it.
 */
class RingRaceTest {
    private static final int ENTRIES = 2_000_000;
    /** Small, so that both sides wait for each other. */
    private static final int CAPACITY = 16;
    private static final int BATCH = 8;
    /** Indices wrap half-way. */
    private static final int FIRST_INDEX = -ENTRIES / 2;

    /** One of the two threads: its steps, until it says that it has done all. */
    private interface Side extends BooleanSupplier {}

    /** What a consumer has met. */
    private static final class Arrivals {
        private long next;
        private long wrong;

        void see(long first, long second) {
            if (first != next || second != half(next)) {
                wrong++;
                // What comes behind a lost one would all be wrong.
                next = first;
            }
            next++;
        }

        boolean isComplete() {
            return next >= ENTRIES;
        }
    }

    private static int half(long number) {
        return (int) (number * 0x9e3779b9L) & Integer.MAX_VALUE;
    }

    private static void race(Side producer, Side consumer) throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        Thread other = Thread.ofPlatform().daemon().start(() -> {
            while (!over.get() && !producer.getAsBoolean()) {
                Thread.onSpinWait();
            }
        });
        while (!consumer.getAsBoolean()) {
            Thread.onSpinWait();
        }
        over.set(true);
        other.join();
    }

    private static KernelModel kernel(Arena arena, int entryBytes) {
        return new KernelModel(arena, CAPACITY, entryBytes, FIRST_INDEX);
    }

    private static Side consumer(KernelModel kernel, Arrivals arrivals, boolean descriptors) {
        return () -> {
            int count = kernel.available();
            for (int i = 0; i < count; i++) {
                long first = kernel.longOf(i);
                arrivals.see(first, descriptors ? kernel.secondOf(i) : half(first));
            }
            kernel.consume(count);
            return arrivals.isComplete();
        };
    }

    private static Side producer(KernelModel kernel) {
        long[] number = {0};
        return () -> {
            int count = (int) Math.min(kernel.room(), ENTRIES - number[0]);
            for (int i = 0; i < count; i++) {
                kernel.write(i, number[0], half(number[0]));
                number[0]++;
            }
            kernel.produce(count);
            return number[0] == ENTRIES;
        };
    }

    @Test
    void shouldBringEveryFilledFrameToTheKernel() throws Exception {
        try (Arena arena = Arena.ofShared()) {
            KernelModel kernel = kernel(arena, Long.BYTES);
            FillRing fill = new FillRing(kernel.ring());
            Arrivals arrivals = new Arrivals();
            long[] number = {0};
            race(() -> {
                for (int i = 0; i < BATCH && number[0] < ENTRIES && fill.add(number[0]); i++) {
                    number[0]++;
                }
                fill.commit();
                return number[0] == ENTRIES;
            }, consumer(kernel, arrivals, false));
            assertEquals(0, arrivals.wrong);
        }
    }

    @Test
    void shouldBringEveryDescriptorToTheKernelWhole() throws Exception {
        try (Arena arena = Arena.ofShared()) {
            KernelModel kernel = kernel(arena, 16);
            TransmitRing transmit = new TransmitRing(kernel.ring());
            Arrivals arrivals = new Arrivals();
            long[] number = {0};
            race(() -> {
                for (int i = 0; i < BATCH && number[0] < ENTRIES && transmit.add(number[0], half(number[0])); i++) {
                    number[0]++;
                }
                transmit.commit();
                return number[0] == ENTRIES;
            }, consumer(kernel, arrivals, true));
            assertEquals(0, arrivals.wrong);
        }
    }

    @Test
    void shouldReadEveryDescriptorOfTheKernelWhole() throws Exception {
        try (Arena arena = Arena.ofShared()) {
            KernelModel kernel = kernel(arena, 16);
            ReceiveRing receive = new ReceiveRing(kernel.ring());
            Arrivals arrivals = new Arrivals();
            race(producer(kernel), () -> {
                int count = receive.peek(BATCH);
                for (int i = 0; i < count; i++) {
                    arrivals.see(receive.address(i), receive.length(i));
                }
                receive.release(count);
                return arrivals.isComplete();
            });
            assertEquals(0, arrivals.wrong);
        }
    }

    @Test
    void shouldSeeEveryCompletionOfTheKernel() throws Exception {
        try (Arena arena = Arena.ofShared()) {
            KernelModel kernel = kernel(arena, Long.BYTES);
            CompletionRing completion = new CompletionRing(kernel.ring());
            Arrivals arrivals = new Arrivals();
            long[] number = {0};
            race(() -> {
                int count = (int) Math.min(kernel.room(), ENTRIES - number[0]);
                for (int i = 0; i < count; i++) {
                    kernel.write(i, number[0]++);
                }
                kernel.produce(count);
                return number[0] == ENTRIES;
            }, () -> {
                int count = completion.peek(BATCH);
                for (int i = 0; i < count; i++) {
                    arrivals.see(completion.address(i), half(completion.address(i)));
                }
                completion.release(count);
                return arrivals.isComplete();
            });
            assertEquals(0, arrivals.wrong);
        }
    }

    @Test
    void shouldHandBackEveryFrameWhole() throws Exception {
        HandBack handBack = new HandBack(CAPACITY);
        Arrivals arrivals = new Arrivals();
        long[] number = {0};
        race(() -> {
            for (int i = 0; i < BATCH && number[0] < ENTRIES && handBack.offer(number[0], half(number[0])); i++) {
                number[0]++;
            }
            handBack.commit();
            return number[0] == ENTRIES;
        }, () -> {
            int count = handBack.peek();
            for (int i = 0; i < count; i++) {
                arrivals.see(handBack.address(i), handBack.decision(i));
            }
            handBack.release(count);
            return arrivals.isComplete();
        });
        assertEquals(0, arrivals.wrong);
    }

    /** (B) weakened: the index may be seen before the entries, as this one lets it be. */
    @Test
    void shouldFindAProducerThatShowsEntriesBeforeItWritesThem() throws Exception {
        try (Arena arena = Arena.ofShared()) {
            KernelModel kernel = kernel(arena, 16);
            ReceiveRing receive = new ReceiveRing(kernel.ring());
            Arrivals arrivals = new Arrivals();
            long[] number = {0};
            race(() -> {
                int count = (int) Math.min(kernel.room(), ENTRIES - number[0]);
                kernel.produce(count);
                for (int i = -count; i < 0; i++) {
                    kernel.write(i, number[0], half(number[0]));
                    number[0]++;
                }
                return number[0] == ENTRIES;
            }, () -> {
                int count = receive.peek(BATCH);
                for (int i = 0; i < count; i++) {
                    arrivals.see(receive.address(i), receive.length(i));
                }
                receive.release(count);
                return arrivals.wrong > 0 || arrivals.isComplete();
            });
            assertTrue(arrivals.wrong > 0);
        }
    }

    /** (D) weakened: entries may be read after the index was released, as this one does. */
    @Test
    void shouldFindAConsumerThatReleasesEntriesBeforeItReadsThem() throws Exception {
        try (Arena arena = Arena.ofShared()) {
            KernelModel kernel = kernel(arena, 16);
            TransmitRing transmit = new TransmitRing(kernel.ring());
            Arrivals arrivals = new Arrivals();
            long[] number = {0};
            race(() -> {
                for (int i = 0; i < BATCH && number[0] < ENTRIES && transmit.add(number[0], half(number[0])); i++) {
                    number[0]++;
                }
                transmit.commit();
                return number[0] == ENTRIES;
            }, () -> {
                int count = kernel.available();
                kernel.consume(count);
                for (int i = -count; i < 0; i++) {
                    arrivals.see(kernel.longOf(i), kernel.secondOf(i));
                }
                return arrivals.wrong > 0 || arrivals.isComplete();
            });
            assertTrue(arrivals.wrong > 0);
        }
    }
}
