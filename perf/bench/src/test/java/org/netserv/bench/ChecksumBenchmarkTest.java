package org.netserv.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.netserv.node.packet.Checksums;
import org.netserv.node.packet.PacketBatch;

class ChecksumBenchmarkTest {
    private static final List<Integer> SIZES = List.of(64, 340, 1500);
    private static final int IP_FIELD = 10;
    private static final int UDP_FIELD = 26;

    private static ChecksumBenchmark of(int bytes) {
        ChecksumBenchmark benchmark = new ChecksumBenchmark();
        benchmark.bytes = bytes;
        benchmark.prepare();
        return benchmark;
    }

    private static void spoil(PacketBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            batch.memory().set(ValueLayout.JAVA_SHORT_UNALIGNED, batch.offset(i) + IP_FIELD, (short) 0x5a5a);
            batch.memory().set(ValueLayout.JAVA_SHORT_UNALIGNED, batch.offset(i) + UDP_FIELD, (short) 0x5a5a);
            assertFalse(Checksums.valid(batch, i));
        }
    }

    private static void assertValid(PacketBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            assertTrue(Checksums.valid(batch, i));
        }
    }

    @Test
    void shouldTakePacketsOfTheLengthThatTheParameterSays() {
        for (int bytes : SIZES) {
            assertEquals(bytes, of(bytes).batches.next().length(63));
        }
    }

    @Test
    void shouldWriteTheSameAsTheReference() {
        for (int bytes : SIZES) {
            ChecksumBenchmark benchmark = of(bytes);
            for (int n = 0; n < benchmark.batches.count(); n++) {
                spoil(benchmark.batches.next());
            }
            for (int n = 0; n < benchmark.batches.count(); n++) {
                assertValid(benchmark.update());
            }
            assertEquals(Batches.SIZE, benchmark.valid());
            for (int n = 0; n < benchmark.batches.count(); n++) {
                spoil(benchmark.batches.next());
            }
            for (int n = 0; n < benchmark.batches.count(); n++) {
                assertValid(benchmark.reference());
            }
        }
    }

    @Test
    void shouldKeepTheHeadersChecksumRightWhenTtlIsLowered() {
        for (int bytes : SIZES) {
            ChecksumBenchmark benchmark = of(bytes);
            // Through 0 and round to 255, as in a run.
            for (int n = 0; n < 300 * benchmark.batches.count(); n++) {
                assertValid(benchmark.incremental());
            }
        }
    }

    @Test
    void shouldSumAllBytesOfAPacketInTheOtherSum() {
        ChecksumBenchmark benchmark = of(340);
        PacketBatch batch = benchmark.batches.next();
        for (int i = 0; i < batch.size(); i++) {
            MemorySegment packet = batch.memory().asSlice(batch.offset(i), batch.length(i));
            CRC32C expected = new CRC32C();
            expected.update(packet.toArray(ValueLayout.JAVA_BYTE), 0, 340);
            assertEquals(expected.getValue(), benchmark.crc(batch, i));
        }
        assertTrue(benchmark.crc32c() > 0);
    }
}
