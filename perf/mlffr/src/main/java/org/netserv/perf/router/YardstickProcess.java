package org.netserv.perf.router;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.netserv.rig.RigException;
import org.netserv.rig.Running;

/** The container without Java: {@code perf/native/nfqueue_container.c}. */
final class YardstickProcess implements Container {

    private static final String PROGRAM = "nfqueue_container";
    private static final Duration START_TIMEOUT = Duration.ofSeconds(10);
    /** In the file's order, behind its magic number. */
    private static final List<String> COUNTERS = List.of("received", "verdicts", "receive-calls", "overruns",
            "malformed", "netlink-errors", "failed-sends");

    private final Running running;
    private final Path file;

    private YardstickProcess(Running running, Path file) {
        this.running = running;
        this.file = file;
    }

    /** One that has its queue when this returns. */
    static YardstickProcess start(RouterSite site, RouterOptions options, Path folder, int queue) {
        Path program = options.yardsticks().resolve(PROGRAM).toAbsolutePath();
        Programs.requireYardstick(program);
        Path file = folder.resolve("yardstick.dat");
        Running running = site.router().start(program.toString(), "--queue", Integer.toString(queue), "--cpu",
                Integer.toString(site.placement().container()), "--queue-length",
                Integer.toString(options.queueLength()), "--receive-buffer",
                Integer.toString(options.receiveBuffer()), "--counters", file.toString());
        try {
            running.awaitLine("^ready$", START_TIMEOUT);
            return new YardstickProcess(running, file);
        } catch (RigException e) {
            running.close();
            throw e;
        }
    }

    @Override
    public long pid() {
        return running.pid();
    }

    @Override
    public boolean isAlive() {
        return running.isAlive();
    }

    @Override
    public String lastWords() {
        List<String> lines = running.lines();
        return lines.isEmpty() ? "" : lines.getLast();
    }

    @Override
    public List<Long> packetThreads() {
        return List.of(running.pid());
    }

    @Override
    public Map<String, Long> counters() {
        try {
            ByteBuffer values = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
            Map<String, Long> counters = new TreeMap<>();
            for (int i = 0; i < COUNTERS.size(); i++) {
                counters.put(PROGRAM + "." + COUNTERS.get(i), values.getLong((i + 1) * Long.BYTES));
            }
            return counters;
        } catch (IOException e) {
            throw new RigException("cannot read the counters of " + PROGRAM + ": " + e.getMessage(), e);
        }
    }

    @Override
    public long seen(Map<String, Long> counters) {
        return counters.getOrDefault(PROGRAM + ".received", 0L);
    }

    /** It accepts all that it takes. */
    @Override
    public Map<String, Long> losses(Map<String, Long> counters) {
        return Map.of();
    }

    @Override
    public long receiveCalls(Map<String, Long> counters) {
        return counters.getOrDefault(PROGRAM + ".receive-calls", 0L);
    }

    @Override
    public void close() {
        running.close();
    }
}
