package org.netserv.perf.router;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.netserv.rig.RigException;
import org.netserv.rig.Running;

/** The container without Java: a program of {@code perf/native}. */
final class YardstickProcess implements Container {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(10);

    private final Running running;
    private final Path file;
    private final Yardstick yardstick;

    private YardstickProcess(Running running, Path file, Yardstick yardstick) {
        this.running = running;
        this.file = file;
        this.yardstick = yardstick;
    }

    /**
     * One that takes packets when this returns.
     *
     * @param arguments beside those for CPU and counters
     */
    static YardstickProcess start(RouterSite site, RouterOptions options, Path folder, Yardstick yardstick,
            List<String> arguments) {
        Path program = options.yardsticks().resolve(yardstick.program()).toAbsolutePath();
        Programs.requireYardstick(program);
        Path file = folder.resolve("yardstick.dat");
        List<String> command = new ArrayList<>(List.of(program.toString(), "--cpu",
                Integer.toString(site.placement().container()), "--counters", file.toString()));
        command.addAll(arguments);
        Running running = site.router().start(command.toArray(String[]::new));
        try {
            running.awaitLine("^ready$", START_TIMEOUT);
            return new YardstickProcess(running, file, yardstick);
        } catch (RigException e) {
            running.close();
            throw e;
        }
    }

    private String name(String counter) {
        return yardstick.program() + "." + counter;
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
            for (int i = 0; i < yardstick.counters().size(); i++) {
                counters.put(name(yardstick.counters().get(i)), values.getLong((i + 1) * Long.BYTES));
            }
            return counters;
        } catch (IOException e) {
            throw new RigException("cannot read the counters of " + yardstick.program() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public long seen(Map<String, Long> counters) {
        return counters.getOrDefault(name("received"), 0L);
    }

    @Override
    public Map<String, Long> losses(Map<String, Long> counters) {
        Map<String, Long> losses = new TreeMap<>();
        yardstick.losses().forEach(name -> losses.put(name(name), counters.getOrDefault(name(name), 0L)));
        return losses;
    }

    @Override
    public long receiveCalls(Map<String, Long> counters) {
        return counters.getOrDefault(name("receive-calls"), 0L);
    }

    @Override
    public void close() {
        running.close();
    }
}
