package org.netserv.perf.router;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netserv.node.counters.CountersFile;
import org.netserv.rig.Delivery;
import org.netserv.rig.RigException;
import org.netserv.rig.Running;
import org.netserv.rig.Waiting;

/** A node as it is delivered, in a process of its own, all threads of which stay on the container's CPU. */
final class NodeProcess implements Container {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final int LOG_LINES = 5;
    /** The kernel shows 15 characters of a name. */
    private static final Pattern COMPILERS = Pattern.compile("C[12] CompilerThre|VM Thread");
    private static final String CONTROL = "control.sock";

    private final Running running;
    private final LadderPlane plane;
    private final Path controlSocket;
    private final CountersFile counters;
    private final @Nullable String modulePrefix;

    private NodeProcess(Running running, LadderPlane plane, Path controlSocket, CountersFile counters,
            @Nullable String modulePrefix) {
        this.running = running;
        this.plane = plane;
        this.controlSocket = controlSocket;
        this.counters = counters;
        this.modulePrefix = modulePrefix;
    }

    /**
     * One that takes packets when this returns.
     *
     * @param folder of its configuration and state
     * @param reports where its user's modules may send datagrams, or null
     * @param module to be installed, or null
     * @param fastPath whether the plane's part in the kernel sends packets on by itself
     */
    static NodeProcess start(RouterSite site, RouterOptions options, LadderPlane plane, Path folder,
            @Nullable InetSocketAddress reports, @Nullable ModuleUnderTest module, boolean fastPath) {
        Path home = options.distribution().toAbsolutePath();
        Programs.requireDistribution(home);
        Path configuration = folder.resolve("netserv.xml");
        write(configuration, xml(site, options, plane, reports, fastPath));
        NodeControl control = NodeControl.create(folder.resolve(CONTROL), folder);
        List<String> command = Delivery.on(Integer.toString(site.placement().container()),
                new Delivery(home).node("--config", configuration.toString()));
        Map<String, String> environment = Map.of("JAVA_TOOL_OPTIONS", options.jvm());
        Path log = folder.resolve("node.log");
        // Publishers are weighed in control groups; but in one of version 1 no thread may be a real-time one.
        Running running = options.guest() == null ? site.router().start(command, environment, log)
                : site.router().startWithSysOfHost(command, environment, log);
        try {
            Waiting.until(() -> control.answers() || !running.isAlive(), START_TIMEOUT);
            if (!running.isAlive() || !control.answers()) {
                throw new RigException("the node did not start: " + lastWords(running));
            }
            if (module != null) {
                control.install(module, home.resolve("modules"));
            }
            return new NodeProcess(running, plane, folder.resolve(CONTROL),
                    CountersFile.open(folder.resolve("state/counters.dat")),
                    module == null ? null : "module." + NodeControl.USER + "." + module.id() + ".");
        } catch (IOException e) {
            running.close();
            throw new RigException("cannot read the node's counters: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            running.close();
            throw e;
        }
    }

    /** The publisher's modules may be slow: until they are compiled, they would not be given all of the packets. */
    private static String xml(RouterSite site, RouterOptions options, LadderPlane plane,
            @Nullable InetSocketAddress reports, boolean fastPath) {
        String planeOptions = new TreeMap<>(plane.nodeOptions(site, options, fastPath)).entrySet().stream()
                .map(option -> "    <option name=\"%s\" value=\"%s\"/>\n".formatted(option.getKey(), option.getValue()))
                .collect(Collectors.joining());
        String sendTo = reports == null ? ""
                : "    <send-to prefix=\"%s/32\" port=\"%d\"/>\n".formatted(
                        reports.getAddress().getHostAddress(), reports.getPort());
        return """
                <netserv node-id="mlffr" state="state">
                  <control socket="%s"/>
                  <plane name="%s">
                %s  </plane>
                  <fetch allow-file="true"/>
                  <user name="%s" public-key="publisher.pub">
                    <prefix>%s</prefix>
                %s    <quota cpu-nanos-per-packet="unlimited"/>
                  </user>
                %s</netserv>
                """.formatted(CONTROL, plane.name(), planeOptions, NodeControl.USER, site.destinations(), sendTo,
                guest(options.guest()));
    }

    private static String guest(@Nullable Guest guest) {
        return guest == null ? ""
                : "  <user name=\"%s\" public-key=\"%s\"><prefix>%s</prefix></user>\n".formatted(guest.user(),
                        guest.publicKey(), guest.prefix());
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new RigException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public long pid() {
        return running.pid();
    }

    @Override
    public Optional<Path> controlSocket() {
        return Optional.of(controlSocket);
    }

    @Override
    public boolean isAlive() {
        return running.isAlive();
    }

    @Override
    public String lastWords() {
        return lastWords(running);
    }

    private static String lastWords(Running running) {
        List<String> lines = running.lines();
        return String.join(" | ", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    }

    @Override
    public List<Long> packetThreads() {
        return threads(plane.packetThreads());
    }

    /**
     * While a compiler takes a method's code out of use, whoever calls the method looks it up again and again. One of higher
     * priority on the same CPU keeps the compiler from getting on: nothing else ran there for up to a second, until the scheduler
     * gave ordinary threads their part. <b>Source.</b> HotSpot: SharedRuntime::handle_wrong_method, nmethod::make_not_entrant.
     */
    @Override
    public List<Long> awaitedThreads() {
        return threads(COMPILERS);
    }

    private List<Long> threads(Pattern name) {
        Path tasks = Path.of("/proc", Long.toString(pid()), "task");
        return ProcText.ids(tasks).stream().filter(id -> name
                .matcher(ProcText.readIfPresent(tasks.resolve(id + "/comm")).strip()).matches()).toList();
    }

    @Override
    public Map<String, Long> counters() {
        return counters.snapshot();
    }

    /** Packets that the module was given; without one, that the packet threads received. */
    @Override
    public long seen(Map<String, Long> all) {
        return modulePrefix == null ? receivedPackets(all)
                : sum(all, Pattern.compile(Pattern.quote(modulePrefix) + "w[0-9]+\\.packets"));
    }

    private long receivedPackets(Map<String, Long> all) {
        return sum(all, plane.receivedCounter());
    }

    @Override
    public Map<String, Long> losses(Map<String, Long> all) {
        Map<String, Long> losses = new TreeMap<>(all);
        losses.keySet().removeIf(name -> !plane.lossCounter().matcher(name).matches());
        return losses;
    }

    @Override
    public long receiveCalls(Map<String, Long> all) {
        return sum(all, Pattern.compile("path\\.w[0-9]+\\.batches"));
    }

    private static long sum(Map<String, Long> all, Pattern name) {
        long sum = 0;
        for (Map.Entry<String, Long> counter : all.entrySet()) {
            if (name.matcher(counter.getKey()).matches()) {
                sum += counter.getValue();
            }
        }
        return sum;
    }

    @Override
    public void close() {
        running.close();
    }
}
