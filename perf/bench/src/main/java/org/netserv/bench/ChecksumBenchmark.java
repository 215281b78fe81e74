package org.netserv.bench;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.netserv.node.packet.Checksums;
import org.netserv.node.packet.PacketBatch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * {@link Checksums} of IPv4 and UDP, written and verified; reference: {@link Rfc1071}, the RFC's own loop.
 *
 * <p>Two further yardsticks: {@code crc32c}, which the JDK does with instructions of its own, over the same bytes, and
 * {@code incremental}, the update for one changed word (RFC 1624), which the node does not have: it sums anew whatever
 * was changed.
 *
 * <p>256 packets of random bytes. Checksums are written into native memory, or what is found is returned.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(Batches.SIZE)
public class ChecksumBenchmark {
    private static final int COUNT = 256;

    /** Length of a packet from the IP header on. */
    @Param({"64", "340", "1500"})
    public int bytes;

    Batches batches;
    private ByteBuffer buffer;
    private CRC32C crc;

    /** Makes the packets. */
    @Setup
    public void prepare() {
        Traffic traffic = new Traffic(9);
        batches = new Batches((bytes + 63) & ~63, Traffic.many(COUNT, () -> traffic.udp4(bytes))).parsed();
        buffer = batches.next().memory().asByteBuffer();
        crc = new CRC32C();
    }

    /** Writes both checksums. */
    @Benchmark
    public PacketBatch update() {
        PacketBatch batch = batches.next();
        for (int i = 0; i < batch.size(); i++) {
            Checksums.update(batch, i);
        }
        return batch;
    }

    /** Verifies both checksums. */
    @Benchmark
    public int valid() {
        PacketBatch batch = batches.next();
        int valid = 0;
        for (int i = 0; i < batch.size(); i++) {
            valid += Checksums.valid(batch, i) ? 1 : 0;
        }
        return valid;
    }

    /** Writes both checksums, 16 bits at a time. */
    @Benchmark
    public PacketBatch reference() {
        PacketBatch batch = batches.next();
        for (int i = 0; i < batch.size(); i++) {
            Rfc1071.update(batch.memory(), batch.offset(i), batch.length(i));
        }
        return batch;
    }

    /** Lowers the TTL. */
    @Benchmark
    public PacketBatch incremental() {
        PacketBatch batch = batches.next();
        for (int i = 0; i < batch.size(); i++) {
            Rfc1071.lowerTtl(batch.memory(), batch.offset(i));
        }
        return batch;
    }

    /** Another sum, by the processor's own instructions. */
    @Benchmark
    public long crc32c() {
        PacketBatch batch = batches.next();
        long sum = 0;
        for (int i = 0; i < batch.size(); i++) {
            sum += crc(batch, i);
        }
        return sum;
    }

    long crc(PacketBatch batch, int i) {
        int offset = (int) batch.offset(i);
        crc.reset();
        crc.update(buffer.limit(offset + batch.length(i)).position(offset));
        return crc.getValue();
    }
}
