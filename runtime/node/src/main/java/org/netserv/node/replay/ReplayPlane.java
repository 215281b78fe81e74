package org.netserv.node.replay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.netserv.api.Verdict;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.counters.Tally;
import org.netserv.node.packet.PacketBatch;
import org.netserv.node.packet.PacketParser;
import org.netserv.node.path.Delivery;
import org.netserv.node.path.PacketPath;
import org.netserv.node.path.PathShare;
import org.netserv.node.path.PacketWorker;
import org.netserv.node.plane.ForwardingPlane;
import org.netserv.node.plane.PlaneException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forwards from a pcap file to a pcap file.
 *
 * <p>The output has link type RAW: every frame loses its link-layer header and keeps its time stamp. Packets stand in it
 * in the order of the input, as they are after their verdict; replies stand where their packet stood, emitted packets
 * behind the batch during which they were emitted, with the time of its last packet. There is no routing: TTL and hop
 * limit are not decremented. Frames that are not IP, packets that do not parse, among them those that the snapshot
 * length cut, and fragments pass untouched and are counted.
 *
 * <p><b>Thread.</b> {@link #run}: its caller, once; or {@link #start}, once.
 */
public final class ReplayPlane implements ForwardingPlane {
    private static final Logger LOG = LoggerFactory.getLogger(ReplayPlane.class);
    private static final int SLOT = 1 << 16;

    private final Path input;
    private final Path output;
    private final PathShare path;
    private final PacketWorker worker;
    private final PcapReader reader;
    private final PcapWriter writer;
    private final MemorySegment memory = Arena.ofAuto().allocate((long) PacketBatch.MAX_SIZE * SLOT, 64);
    private final PacketBatch batch = new PacketBatch(memory);
    private final PacketBatch emitted = new PacketBatch(memory);
    private final long[] seconds = new long[PacketBatch.MAX_SIZE];
    private final long[] fractions = new long[PacketBatch.MAX_SIZE];
    private final int[] originalLengths = new int[PacketBatch.MAX_SIZE];
    private final AtomicBoolean running = new AtomicBoolean();
    private final ReplayTotals totals = new ReplayTotals();
    private final Tally nonIp;
    private final Tally oversized;
    private @Nullable Thread thread;
    private volatile @Nullable String failure;

    /**
     * Opens both files.
     *
     * @throws IOException a {@link PcapException} if the input is no pcap file that we read
     */
    public ReplayPlane(Path input, Path output, PathShare path, NodeCounters counters) throws IOException {
        this.input = input;
        this.output = output;
        this.path = path;
        worker = path.worker(0);
        reader = new PcapReader(input);
        try {
            if (output.toFile().exists() && output.toRealPath().equals(input.toRealPath())) {
                throw new PcapException(output + " is the input too: expected another file for the output");
            }
            writer = new PcapWriter(output, LinkType.RAW, reader.nanos());
        } catch (IOException e) {
            reader.close();
            throw e;
        }
        nonIp = counters.allocate("replay.non_ip");
        oversized = counters.allocate("replay.oversized");
    }

    @Override
    public String name() {
        return ReplayProvider.NAME;
    }

    @Override
    public Map<String, String> settings() {
        return Map.of(ReplayProvider.IN, input.toString(), ReplayProvider.OUT, output.toString(), "link-type",
                reader.linkType().name());
    }

    @Override
    public List<String> troubles() {
        String why = failure;
        return why == null ? List.of() : List.of(why);
    }

    /** Does nothing: all packets of the file come, and the path finds those that a filter selects. */
    @Override
    public void deliver(Delivery delivery) {}

    /** Replays the file on a thread of the plane's own. */
    @Override
    public void start() throws PlaneException {
        if (thread != null || running.get()) {
            throw new PlaneException("the replay of " + input + " has been started before");
        }
        thread = Thread.ofPlatform().name("replay").start(this::runLogged);
    }

    private void runLogged() {
        try {
            run();
        } catch (IOException e) {
            failure = "the replay ended: " + e.getMessage();
            LOG.error(failure);
        }
    }

    /**
     * Replays the file to its end.
     *
     * @throws IOException if a file cannot be read or written, or the input breaks off; what came before has been
     *     replayed
     */
    public ReplayResult run() throws IOException {
        if (running.getAndSet(true)) {
            throw new IllegalStateException("a replay runs once: in=" + input);
        }
        try {
            batch.clear();
            while (reader.next()) {
                take();
            }
        } finally {
            flush();
        }
        return totals.result();
    }

    private void take() throws IOException {
        byte[] frame = reader.frame();
        int header = reader.linkType().headerLength(frame, reader.length());
        int length = reader.length() - header;
        boolean ip = reader.linkType().carriesIp(frame, reader.length());
        totals.read(ip, reader.length() < reader.originalLength());
        if (!ip || length > PacketPath.MAX_PACKET_LENGTH) {
            (ip ? oversized : nonIp).add(1);
            flush();
            writer.write(reader.seconds(), reader.fraction(), MemorySegment.ofArray(frame), header, length,
                    reader.originalLength() - header);
            totals.bypassed(ip);
            return;
        }
        int i = batch.size();
        long offset = (long) i * SLOT;
        MemorySegment.copy(frame, header, memory, ValueLayout.JAVA_BYTE, offset, length);
        batch.add(offset, length, PacketPath.MAX_PACKET_LENGTH, 0);
        seconds[i] = reader.seconds();
        fractions[i] = reader.fraction();
        originalLengths[i] = reader.originalLength() - header;
        if (batch.size() == PacketBatch.MAX_SIZE) {
            flush();
        }
    }

    private void flush() throws IOException {
        int size = batch.size();
        worker.process(batch);
        for (int i = 0; i < size; i++) {
            totals.decided(batch, i);
            if (batch.verdict(i) == Verdict.ACCEPT || batch.verdict(i) == Verdict.REPLY) {
                int length = batch.length(i);
                writer.write(seconds[i], fractions[i], memory, batch.offset(i), length,
                        batch.form(i) == PacketParser.MALFORMED ? originalLengths[i] : length);
            }
        }
        long lastSecond = size == 0 ? reader.seconds() : seconds[size - 1];
        long lastFraction = size == 0 ? reader.fraction() : fractions[size - 1];
        batch.clear();
        while (!path.emitQueue().isEmpty()) {
            int count = path.emitQueue().drain(emitted, SLOT);
            for (int i = 0; i < count; i++) {
                writer.write(lastSecond, lastFraction, memory, emitted.offset(i), emitted.length(i),
                        emitted.length(i));
            }
            totals.emitted(count);
        }
    }

    /** Waits for {@link #start}'s thread and closes the files. */
    @Override
    public void close() {
        Thread started = thread;
        if (started != null) {
            boolean interrupted = false;
            while (started.isAlive()) {
                try {
                    started.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        nonIp.close();
        oversized.close();
        try (reader; writer) {
            LOG.debug("replayed {} to {}", input, output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
