package org.netserv.isolation.heap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.isolation.classloader.ClassLoaderSandbox;
import org.netserv.node.config.Configuration;
import org.netserv.node.config.User;
import org.netserv.node.controller.ControllerHost;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.message.Answer;
import org.netserv.node.message.KeyScheme;
import org.netserv.node.message.MessageBuilder;
import org.netserv.node.message.MessageSigner;
import org.netserv.node.message.Method;
import org.netserv.node.net.Prefix;
import org.netserv.node.net.Reach;
import org.netserv.node.packet.PacketBatch;
import org.netserv.node.path.FilterTable;
import org.netserv.node.path.Delivery;
import org.netserv.node.path.PacketPath;
import org.netserv.node.plane.ForwardingPlane;
import org.netserv.node.sandbox.ContainerServices;
import org.netserv.node.sandbox.Quota;
import org.netserv.testing.BundleBuilder;

/** Modules in a node whose publisher may keep 8 MB. */
class HeapQuotaTest {
    private static final long QUOTA = 8 << 20;
    private static final Prefix PREFIX = Prefix.parse("10.1.0.0/16");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;
    private final KeyPair key = KeyScheme.ED25519.generate();
    private final NodeCounters counters = NodeCounters.inMemory();
    private final PacketPath path = new PacketPath(1, List.of(new FilterTable.PrefixOwner(PREFIX, "mallory")),
            counters);
    private final PacketBatch batch = new PacketBatch(Arena.ofAuto().allocate(2048));
    private ControllerHost host;

    @BeforeEach
    void open() throws IOException {
        Quota much = Quota.DEFAULT;
        Quota quota = new Quota(much.cpuWeight(), Quota.UNLIMITED, Quota.UNLIMITED, QUOTA, Quota.UNLIMITED,
                Quota.UNLIMITED, 1, 1, 1, 1);
        Configuration configuration = new Configuration(directory.resolve("netserv.xml"), "node-1", directory,
                new Configuration.Control(directory.resolve("control.sock"), Configuration.NO_PORT), List.of(),
                new Configuration.Fetch(true, 200_000, Duration.ofSeconds(2), 3, Reach.DEFAULT), Reach.DEFAULT,
                new Configuration.Freshness(true, Duration.ofHours(24), Duration.ofSeconds(30)), Configuration.NO_PORT,
                List.of(new User("mallory", key.getPublic(), directory.resolve("mallory"), "classloader",
                        List.of(PREFIX), List.of(), List.of(), quota)));
        host = ControllerHost.open(configuration, () -> configuration, List.of(new ClassLoaderSandbox()),
                new ContainerServices("node-1", counters, path.emitQueue(), path.workers()), path, new NoPlane(),
                Clock.systemUTC(), () -> {});
        host.begin();
    }

    @AfterEach
    void close() throws IOException {
        host.close();
    }

    @Test
    void shouldDetachAModuleThatKeepsEachPacketsMemoryAndFreeIt() throws Exception {
        setup("""
                private final List<byte[]> kept = new ArrayList<>();
                public void start(ModuleContext context) {
                    context.register(packet -> {
                        kept.add(new byte[65_536]);
                        return Verdict.ACCEPT;
                    });
                }
                """);
        WeakReference<ClassLoader> loader = new WeakReference<>(loader());
        for (int i = 0; i < 2 * QUOTA / 65_536; i++) {
            send();
        }
        await(() -> probe().contains(" reason=retained-heap ") || probe().contains(" restarts=1 "));
        await(() -> Objects.equals(1L, counters.snapshot().get("node.events.detached")));
        await(() -> {
            System.gc();
            return loader.get() == null;
        });
    }

    @Test
    void shouldLeaveAModuleAloneWhoseMemoryIsGarbage() throws Exception {
        setup("""
                private byte[] latest;
                private int count;
                public void start(ModuleContext context) {
                    context.register(packet -> {
                        latest = new byte[++count < 1024 ? 65_536 : 1_000_000];
                        return Verdict.ACCEPT;
                    });
                }
                """);
        await(() -> retained() > 0);
        for (int i = 0; i < 1024; i++) {
            send();
        }
        await(() -> retained() > 1_000_000);
        assertTrue(retained() < 1_100_000, () -> "" + retained());
        assertTrue(probe().contains(" ACTIVE "), probe());
    }

    private long retained() {
        return counters.snapshot().getOrDefault("publisher.mallory.retained_bytes", 0L);
    }

    /** The module's thread has its class loader. */
    private static ClassLoader loader() {
        return Objects.requireNonNull(Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("netserv-module-mallory-a.b_1.0.0")).findFirst()
                .orElseThrow().getContextClassLoader());
    }

    private void setup(String body) {
        Path jar = BundleBuilder.module("a.b", "1.0.0", body).build(directory.resolve("bundle.jar"));
        Answer answer = send(new MessageBuilder(Method.SETUP, "a.b_1.0.0").header("user", "mallory")
                .header("ttl", 600).header("url", jar.toUri().toString()).header("filter-proto", "udp")
                .header("filter-ipv4", "10.1.0.0/16"));
        assertEquals(200, answer.code().code(), answer.detail());
    }

    private String probe() {
        return send(new MessageBuilder(Method.PROBE, "a.b").header("user", "mallory").header("probe", "module-status"))
                .body();
    }

    private Answer send(MessageBuilder message) {
        return host.controller().handle(
                message.fresh(Instant.now().plusSeconds(600)).build(new MessageSigner(key.getPrivate())), false);
    }

    /** One UDP packet for the module. */
    private void send() {
        byte[] packet = new byte[40];
        packet[0] = 0x45;
        packet[3] = 40;
        packet[8] = 64;
        packet[9] = 17;
        packet[12] = 11;
        packet[16] = 10;
        packet[17] = 1;
        packet[25] = 20;
        batch.clear();
        MemorySegment.copy(packet, 0, batch.memory(), ValueLayout.JAVA_BYTE, 0, packet.length);
        batch.add(0, packet.length, 2048, 0);
        path.worker(0).process(batch);
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        boolean met = condition.getAsBoolean();
        while (!met && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            met = condition.getAsBoolean();
        }
        assertTrue(met);
    }

    private static final class NoPlane implements ForwardingPlane {
        @Override
        public void deliver(Delivery delivery) {}

        @Override
        public String name() {
            return "none";
        }

        @Override
        public void start() {}

        @Override
        public Map<String, String> settings() {
            return Map.of();
        }

        @Override
        public void close() {}
    }
}
