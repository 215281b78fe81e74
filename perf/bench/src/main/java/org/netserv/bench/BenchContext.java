package org.netserv.bench;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netserv.api.Counter;
import org.netserv.api.DatagramSender;
import org.netserv.api.Log;
import org.netserv.api.ModuleContext;
import org.netserv.api.PacketEmitter;
import org.netserv.api.PacketProcessor;
import org.netserv.api.Storage;
import org.netserv.api.ThreadTask;
import org.netserv.api.Timer;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.counters.Tally;

/**
 * As much of a context as the modules that come with NetServ need to start: the node's own counters, and timers that run
 * when they are told to.
 *
 * <p><b>Thread.</b> One.
 */
final class BenchContext implements ModuleContext, Log {
    private final Map<String, String> properties;
    private final NodeCounters node = NodeCounters.inMemory();
    private final Map<String, Counter> counters = new HashMap<>();
    private final List<Runnable> tasks = new ArrayList<>();

    BenchContext(Map<String, String> properties) {
        this.properties = properties;
    }

    /** Runs each periodic task once. */
    void tick() {
        tasks.forEach(Runnable::run);
    }

    @Override
    public Counter counter(String name) {
        return counters.computeIfAbsent(name, n -> new SharedCounter(node.allocate(n)));
    }

    @Override
    public Timer every(long periodMillis, Runnable task) {
        tasks.add(task);
        return () -> tasks.remove(task);
    }

    @Override
    public Map<String, String> properties() {
        return properties;
    }

    @Override
    public String moduleId() {
        return "benchmark_1.0.0";
    }

    @Override
    public String nodeId() {
        return "benchmark";
    }

    @Override
    public int workers() {
        return 1;
    }

    @Override
    public Log log() {
        return this;
    }

    @Override
    public void register(PacketProcessor processor) {}

    @Override
    public void debug(String message) {}

    @Override
    public void info(String message) {}

    @Override
    public void warn(String message) {
        throw new IllegalStateException(message);
    }

    @Override
    public void error(String message, @Nullable Throwable cause) {
        throw new IllegalStateException(message, cause);
    }

    @Override
    public List<Integer> permittedPorts() {
        return List.of();
    }

    @Override
    public Timer after(long delayMillis, Runnable task) {
        throw new UnsupportedOperationException("after");
    }

    @Override
    public void thread(String name, ThreadTask task) {
        throw new UnsupportedOperationException("thread");
    }

    @Override
    public PacketEmitter emitter() {
        throw new UnsupportedOperationException("emitter");
    }

    @Override
    public DatagramSender datagrams() {
        return new DatagramSender() {
            @Override
            public boolean permits(InetSocketAddress destination) {
                return false;
            }

            @Override
            public boolean send(InetSocketAddress destination, byte[] data, int offset, int length) {
                throw new UnsupportedOperationException("send");
            }
        };
    }

    @Override
    public Storage storage() {
        throw new UnsupportedOperationException("storage");
    }

    /** As the node's counters of a module, but for the check that the module is still running. */
    private record SharedCounter(Tally tally) implements Counter {
        @Override
        public void add(long delta) {
            tally.addShared(delta);
        }

        @Override
        public long value() {
            return tally.value();
        }
    }
}
