package org.netserv.apps.netmonitor;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
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

/** A context whose clock the test drives and whose datagrams it keeps. */
final class TestContext implements ModuleContext, DatagramSender {

    static final int WORKERS = 4;

    final List<String> sent = new ArrayList<>();
    final List<String> warnings = new ArrayList<>();
    final Map<Long, Runnable> timers = new HashMap<>();
    boolean permits = true;
    boolean sends = true;
    private final Map<String, String> properties;
    private final Map<String, TestCounter> counters = new ConcurrentHashMap<>();

    TestContext(Map<String, String> properties) {
        this.properties = properties;
    }

    long count(String name) {
        return counter(name).value();
    }

    @Override
    public Counter counter(String name) {
        return counters.computeIfAbsent(name, n -> new TestCounter());
    }

    @Override
    public boolean permits(InetSocketAddress destination) {
        return permits;
    }

    @Override
    public boolean send(InetSocketAddress destination, byte[] data, int offset, int length) {
        if (!permits) {
            throw new SecurityException("not permitted");
        }
        if (sends) {
            sent.add(new String(data, offset, length, StandardCharsets.UTF_8));
        }
        return sends;
    }

    @Override
    public Timer every(long periodMillis, Runnable task) {
        timers.put(periodMillis, task);
        return () -> timers.remove(periodMillis);
    }

    @Override
    public String moduleId() {
        return "NetServ.apps.NetMonitor_1.0.0";
    }

    @Override
    public String nodeId() {
        return "r\"1";
    }

    @Override
    public Map<String, String> properties() {
        return properties;
    }

    @Override
    public int workers() {
        return WORKERS;
    }

    @Override
    public DatagramSender datagrams() {
        return this;
    }

    @Override
    public void register(PacketProcessor processor) {}

    @Override
    public Log log() {
        return new Log() {
            @Override
            public void debug(String message) {}

            @Override
            public void info(String message) {}

            @Override
            public void warn(String message) {
                warnings.add(message);
            }

            @Override
            public void error(String message, @Nullable Throwable cause) {
                warnings.add(message);
            }
        };
    }

    @Override
    public Timer after(long delayMillis, Runnable task) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void thread(String name, ThreadTask task) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PacketEmitter emitter() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Storage storage() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Integer> permittedPorts() {
        return List.of();
    }

    private static final class TestCounter implements Counter {

        private final AtomicLong value = new AtomicLong();

        @Override
        public void add(long delta) {
            value.addAndGet(delta);
        }

        @Override
        public long value() {
            return value.get();
        }
    }
}
