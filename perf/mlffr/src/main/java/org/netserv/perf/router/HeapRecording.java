package org.netserv.perf.router;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.netserv.perf.result.Heap;
import org.netserv.rig.Exec;
import org.netserv.rig.RigException;

/**
 * Flight Recorder in a container's JVM, looking at allocation and collections alone, from {@link #start} to {@link #stop}.
 * The JVM is spoken to by the JDK's {@code jcmd}, so that a node needs no option for it.
 *
 * <p><b>Ownership.</b> {@link #close} ends it, with or without a {@link #stop} before.
 */
public final class HeapRecording implements AutoCloseable {

    private static final long TWO_PERIODS_NANOS = 250_000_000;
    private static final String NAME = "netserv-mlffr";
    private static final String SETTINGS = """
            <?xml version="1.0" encoding="UTF-8"?>
            <configuration version="2.0">
              <event name="jdk.ThreadAllocationStatistics">
                <setting name="enabled">true</setting>
                <setting name="period">100 ms</setting>
              </event>
              <event name="jdk.GarbageCollection">
                <setting name="enabled">true</setting>
                <setting name="threshold">0 ms</setting>
              </event>
            </configuration>
            """;

    private final long pid;
    private final Pattern packetThreads;
    private final WorkFolder folder;
    private boolean running = true;

    private HeapRecording(long pid, Pattern packetThreads, WorkFolder folder) {
        this.pid = pid;
        this.packetThreads = packetThreads;
        this.folder = folder;
    }

    static HeapRecording start(long pid, LadderPlane plane) {
        WorkFolder folder = WorkFolder.create();
        try {
            Path settings = Files.writeString(folder.path().resolve("heap.jfc"), SETTINGS);
            jcmd(pid, "JFR.start", "name=" + NAME, "settings=" + settings);
            return new HeapRecording(pid, plane.packetThreads(), folder);
        } catch (IOException e) {
            folder.close();
            throw new RigException("cannot write Flight Recorder's settings: " + e.getMessage(), e);
        } catch (RigException e) {
            folder.close();
            throw e;
        }
    }

    /**
     * Ends it; what it saw in a part of its time.
     *
     * @param from beginning of that part: Flight Recorder's own start allocates
     * @param packets that passed in it
     */
    public Heap stop(Instant from, long packets) {
        // Until there is a sample of all threads that is later than the last packet.
        LockSupport.parkNanos(TWO_PERIODS_NANOS);
        Path file = folder.path().resolve("heap.jfr");
        jcmd(pid, "JFR.stop", "name=" + NAME, "filename=" + file);
        running = false;
        try {
            List<RecordedEvent> events = RecordingFile.readAllEvents(file).stream()
                    .filter(event -> !event.getStartTime().isBefore(from))
                    .toList();
            return read(events, packetThreads, packets);
        } catch (IOException e) {
            throw new RigException("cannot read Flight Recorder's " + file + ": " + e.getMessage(), e);
        }
    }

    private static Heap read(List<RecordedEvent> events, Pattern packetThreads, long packets) {
        List<Allocations.Sample> samples = new ArrayList<>();
        long collections = 0;
        double longestPauseMillis = 0;
        for (RecordedEvent event : events) {
            switch (event.getEventType().getName()) {
                case "jdk.ThreadAllocationStatistics" -> {
                    RecordedThread thread = event.getThread("thread");
                    if (thread != null) {
                        String name = thread.getJavaName();
                        samples.add(new Allocations.Sample(event.getStartTime(), thread.getId(),
                                name != null && packetThreads.matcher(name).matches(), event.getLong("allocated")));
                    }
                }
                case "jdk.GarbageCollection" -> {
                    collections++;
                    longestPauseMillis = Math.max(longestPauseMillis,
                            event.getDuration("longestPause").toNanos() / 1e6);
                }
                default -> {
                }
            }
        }
        Allocations allocations = Allocations.of(samples);
        return new Heap(allocations.seconds(), packets, allocations.packetThreads(), allocations.others(),
                collections, longestPauseMillis);
    }

    private static void jcmd(long pid, String... command) {
        List<String> argv = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid)));
        argv.addAll(List.of(command));
        Exec.run(argv).orThrow();
    }

    @Override
    public void close() {
        try {
            if (running && ProcessHandle.of(pid).isPresent()) {
                running = false;
                jcmd(pid, "JFR.stop", "name=" + NAME);
            }
        } finally {
            folder.close();
        }
    }
}
