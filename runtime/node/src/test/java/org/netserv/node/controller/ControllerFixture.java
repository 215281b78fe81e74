package org.netserv.node.controller;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.netserv.node.config.Configuration;
import org.netserv.node.config.User;
import org.netserv.node.container.BundleCheck;
import org.netserv.node.container.FrameworkContainer;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.message.Answer;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.KeyScheme;
import org.netserv.node.message.MessageBuilder;
import org.netserv.node.message.MessageSigner;
import org.netserv.node.message.Method;
import org.netserv.node.net.Prefix;
import org.netserv.node.net.Reach;
import org.netserv.node.path.FilterTable;
import org.netserv.node.path.PacketPath;
import org.netserv.node.sandbox.BundleReport;
import org.netserv.node.sandbox.Container;
import org.netserv.node.sandbox.ContainerServices;
import org.netserv.node.sandbox.ContainerSettings;
import org.netserv.node.sandbox.HeapMeter;
import org.netserv.node.sandbox.Quota;
import org.netserv.node.sandbox.Sandbox;
import org.netserv.node.sandbox.SandboxException;
import org.netserv.node.sandbox.ThreadPlacement;

/** A controller with real containers and HTTP, a clock that can be moved, and no network. */
final class ControllerFixture implements AutoCloseable {
    static final String JANE = "janedoe";
    private static final Set<Method> ON_MODULES = EnumSet.of(Method.EVICT, Method.SUSPEND, Method.RESUME);
    static final String JOHN = "john";

    /** For modules that are to run into another limit, however slow the machine. */
    static final Quota ANY_CPU = new Quota(100, Quota.UNLIMITED, Quota.DEFAULT.allocatedBytesPerSecond(),
            Quota.DEFAULT.retainedHeapBytes(), Quota.UNLIMITED, Quota.UNLIMITED, Quota.DEFAULT.emittedPerSecond(),
            Quota.DEFAULT.storageBytes(), Quota.DEFAULT.threads(),
            Quota.DEFAULT.offloadedFlows());

    final TestClock clock = new TestClock();
    final RecordingPlane plane = new RecordingPlane();
    final TestHttpServer http = new TestHttpServer();
    final Path directory;
    /** Jane's, from the next start on. */
    KeyPair janesKey = KeyScheme.ED25519.generate();
    KeyPair johnsKey = KeyScheme.ED25519.generate();
    final NodeCounters counters = NodeCounters.inMemory();
    volatile HeapMeter meter = HeapMeter.NONE;
    /** Where the node may connect to, from the next start on. */
    Reach reach = new Reach(List.of(Prefix.parse("127.0.0.0/8")), List.of());
    /** Of each user, from the next start on. */
    Quota quota = Quota.DEFAULT;
    /** What is there when the operator has the configuration read again. */
    Reload.Source source = this::configuration;
    /** Of Jane, from the next start on. */
    String janesName = JANE;
    String[] johnsPrefixes = {"10.0.9.0/24"};
    boolean withoutJohn;
    /** Versions that are kept, once the configuration is read again. */
    int formerVersions = 3;
    String[] janesPrefixes = {"10.0.2.0/24", "fd00:2::/64"};
    /** Packet threads that modules are tried on: for the next start. */
    int quarantine;
    PacketPath path;
    ControllerHost host;
    /** Whether the operator has had the node end. */
    boolean ended;

    ControllerFixture(Path directory) throws IOException {
        this.directory = directory;
        path = path();
        host = open();
    }

    /** The node's end and start: what is on disk stays. */
    void restart() throws IOException {
        host.close();
        path = path();
        host = open();
        host.restore();
    }

    private PacketPath path() {
        List<FilterTable.PrefixOwner> owners = new ArrayList<>();
        configuration().users().forEach(user -> user.prefixes()
                .forEach(prefix -> owners.add(new FilterTable.PrefixOwner(prefix, user.name()))));
        return new PacketPath(1, quarantine, owners, counters);
    }

    private ControllerHost open() throws IOException {
        ContainerServices services = new ContainerServices("node-1", counters, path.emitQueue(), path.workers());
        return ControllerHost.open(configuration(), () -> source.read(), List.of(new PlainSandbox()), services, path,
                plane, clock,
                this::nanos, () -> ended = true);
    }

    Configuration configuration() {
        return new Configuration(directory.resolve("netserv.xml"), "node-1", directory,
                new Configuration.Control(directory.resolve("control.sock"), Configuration.NO_PORT), List.of(),
                new Configuration.Fetch(false, 200_000, Duration.ofSeconds(2), formerVersions, reach), reach,
                new Configuration.Freshness(true, Duration.ofHours(24), Duration.ofSeconds(30)), Configuration.NO_PORT,
                withoutJohn ? List.of(user(janesName, janesKey, janesPrefixes))
                        : List.of(user(janesName, janesKey, janesPrefixes), user(JOHN, johnsKey, johnsPrefixes)));
    }

    private User user(String name, KeyPair key, String... prefixes) {
        return new User(name, key.getPublic(), directory.resolve(name), "classloader",
                List.of(prefixes).stream().map(Prefix::parse).toList(), List.of(), List.of(), quota);
    }

    /** A SETUP of Jane's with 600 s to live, signed after the headers have been changed. */
    ControlMessage setup(String module, Object url, UnaryOperator<MessageBuilder> headers) {
        MessageBuilder message = new MessageBuilder(Method.SETUP, module).header("user", JANE).header("ttl", 600)
                .header("url", url.toString()).fresh(now().plusSeconds(600));
        return headers.apply(message).build(new MessageSigner(janesKey.getPrivate()));
    }

    /** A REMOVE or PROBE of Jane's. */
    ControlMessage request(Method method, String module) {
        MessageBuilder message = new MessageBuilder(method, module).header("user", JANE).fresh(now().plusSeconds(60));
        if (method == Method.PROBE) {
            message.header("probe", "module-status");
        }
        return message.build(new MessageSigner(janesKey.getPrivate()));
    }

    /** What housekeeping does now and then, now. */
    void expire() {
        host.publishers().forEach(modules -> modules.expire(now()));
    }

    /** The same for those that misbehave. */
    void supervise() {
        Supervisor.Reading reading = host.reading();
        host.publishers().forEach(modules -> modules.supervise(reading));
    }

    private long nanos() {
        return Duration.between(Instant.EPOCH, now()).toNanos();
    }

    /** What the operator asks of Jane's modules, or of the node. */
    Answer operator(Method method, String module) {
        MessageBuilder message = new MessageBuilder(method, module);
        return host.controller()
                .handle((module.equals(ControlMessage.NO_MODULE) && !ON_MODULES.contains(method) ? message
                        : message.header("user", janesName)).build(), true);
    }

    /** The node's state. */
    String status() {
        return operator(Method.STATUS, ControlMessage.NO_MODULE).body();
    }

    Answer send(ControlMessage message) {
        return host.controller().handle(message, false);
    }

    Instant now() {
        return clock.instant();
    }

    /** Serves a JAR under its file name. */
    URI serve(Path jar) throws IOException {
        return http.serve("/" + jar.getFileName(), Files.readAllBytes(jar));
    }

    @Override
    public void close() throws IOException {
        host.close();
        http.close();
    }

    /** Containers without the check of the JVM's flags, which tests of another module make. */
    private final class PlainSandbox implements Sandbox {
        @Override
        public String kind() {
            return "classloader";
        }

        @Override
        public BundleReport inspect(Path jar) throws SandboxException, IOException {
            return FrameworkContainer.inspect(jar, BundleCheck.NONE);
        }

        @Override
        public Container open(ContainerSettings settings, ContainerServices services) throws SandboxException {
            return FrameworkContainer.open(settings, services, BundleCheck.NONE,
                    (roots, classes, limitBytes) -> meter.retainedBytes(roots, classes, limitBytes),
                    ThreadPlacement.NONE);
        }
    }

    static final class TestClock extends Clock {
        private volatile Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

        void advance(Duration duration) {
            now = now.plus(duration);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
