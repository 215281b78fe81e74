package org.netserv.perf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.netserv.perf.deploy.KeepAliveUser;
import org.netserv.perf.footprint.Churning;
import org.netserv.perf.footprint.Findings;
import org.netserv.perf.footprint.Need;
import org.netserv.perf.footprint.SignatureCosts;
import org.netserv.perf.footprint.SmallModules;
import org.netserv.perf.footprint.Spread;
import org.netserv.perf.footprint.TenantNode;
import org.netserv.perf.parts.PartwiseRun;
import org.netserv.perf.rig.MeasuringRig;
import org.netserv.perf.traffic.Endpoints;
import org.netserv.perf.traffic.Received;
import org.netserv.perf.traffic.Sent;
import org.netserv.perf.traffic.Traffic;
import org.netserv.rig.RigException;

/**
 * Nodes one after the other, each for a part of what is measured.
 *
 * <p><b>Thread.</b> The measuring one. An interrupt ends it with what there is until then.
 */
final class FootprintRun {
    private static final String DESTINATIONS = "10.0.2.0/24";
    private static final String KEEP_ALIVE = "NetServ.apps.KeepAlive_1.0.0";
    private static final String NET_MONITOR = "NetServ.apps.NetMonitor_1.0.0";
    private static final Duration PACKET_INTERVAL = Duration.ofMillis(1);
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration SETTLED = Duration.ofSeconds(10);
    /** Compilers have come to an end, and what a start has taken is given back. */
    private static final Duration QUIET = Duration.ofMinutes(2);
    private static final Duration GONE = Duration.ofMillis(300);
    private static final double TICKS = 100;
    private static final int JOURNAL_MODULES = 10;
    private static final int CHURNING_PUBLISHERS = 8;
    private static final int CHURN_LOOKS = 6;
    private static final double WARM_UP_RATE = 60_000;
    private static final int WARM_UP_SECONDS = 5;
    private static final double FIRST_MAXIMUM = 400_000;
    private static final int TRIALS = 5;
    private static final int MAX_TRIALS = 25;
    /** Of the packets in a trial, those that may have been on their way through the quarantine. */
    private static final double STRAY = 0.01;

    /** What can be measured by itself. */
    enum Part {
        START, IDLE, SCALE, VERIFY, CHURN;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * How much of it.
     *
     * @param starts of the node
     * @param idleSeconds that it is watched for
     * @param publishers that it has in the end
     * @param modules of all of them
     * @param rounds of rates with one module and with all
     * @param churnSeconds that modules come and go for
     */
    record Amount(int starts, int idleSeconds, int publishers, int modules, int rounds, int churnSeconds) {}

    private final PartwiseRun<Part> parts;
    private final Amount amount;
    private final Path distribution;
    private final String cpus;
    private final Path folder;
    private final Screen screen;
    private final Findings findings = new Findings();
    private final Traffic traffic = Traffic.named(Rung.SIP_SIZE);
    private double maximum = FIRST_MAXIMUM;

    FootprintRun(Set<Part> parts, Amount amount, Path distribution, Cpus cpus, Path folder, Screen screen,
            BooleanSupplier stopping) {
        this.parts = new PartwiseRun<>(parts, screen::say, stopping);
        this.amount = amount;
        this.distribution = distribution;
        this.cpus = cpus.toString();
        this.folder = folder;
        this.screen = screen;
    }

    /** What there is until now. */
    Findings findings() {
        return findings;
    }

    /** Whether that is all that was asked for. */
    boolean isComplete() {
        return parts.isComplete();
    }

    void run(RigSite site) {
        parts.run(() -> {
            parts.part(Part.VERIFY, () -> findings.verifyNanos(SignatureCosts.measure(distribution)));
            parts.part(Part.START, () -> start(site));
            parts.part(Part.IDLE, () -> idle(site));
            parts.part(Part.CHURN, () -> churn(site));
            parts.part(Part.SCALE, () -> scale(site));
        });
    }

    private void start(RigSite site) throws InterruptedException {
        try (TenantNode node = node(site, "start", 2, Map.of());
                KeepAliveUser user = KeepAliveUser.start(site.sender(), site.generatorCpu(),
                        MeasuringRig.RECEIVER_IPV4, Traffic.PORT, PACKET_INTERVAL)) {
            begin(node);
            SmallModules small = SmallModules.build(folder, JOURNAL_MODULES);
            node.tenants().getFirst().control().install(KEEP_ALIVE, app("keepalive.jar"),
                    SmallModules.headers(Traffic.PORT));
            for (int n = 1; n < JOURNAL_MODULES; n++) {
                small.install(node.tenants().get(n % 2), n);
            }
            List<Double> seconds = new ArrayList<>();
            for (int n = 0; n < amount.starts(); n++) {
                node.kill();
                Thread.sleep(GONE);
                long begun = user.arm();
                node.exec();
                seconds.add((user.awaitAnswer(START_LIMIT) - begun) / 1e9);
                node.awaitReady();
                findings.startSeconds(seconds);
            }
        }
    }

    private void idle(RigSite site) throws InterruptedException {
        try (TenantNode node = node(site, "idle", 1, Map.of())) {
            begin(node);
            node.tenants().getFirst().control().install(KEEP_ALIVE, app("keepalive.jar"),
                    SmallModules.headers(Traffic.PORT));
            node.tenants().getFirst().control().install(NET_MONITOR, app("netmonitor.jar"),
                    SmallModules.headers(Traffic.PORT + 1));
            Thread.sleep(QUIET);
            long before = node.cpuTicks();
            long begun = System.nanoTime();
            Thread.sleep(Duration.ofSeconds(amount.idleSeconds()));
            double share = (node.cpuTicks() - before) / TICKS / ((System.nanoTime() - begun) / 1e9);
            findings.idle(new Findings.Idle(node.need(), share));
        }
    }

    private void churn(RigSite site) throws InterruptedException {
        try (TenantNode node = node(site, "churn", CHURNING_PUBLISHERS, Map.of())) {
            begin(node);
            Churning churning = new Churning(node.tenants(), SmallModules.build(folder, JOURNAL_MODULES));
            int each = Churning.setups(Duration.ofSeconds(amount.churnSeconds())) / CHURN_LOOKS;
            churning.run(each);
            List<Need> needs = new ArrayList<>(List.of(node.need()));
            double seconds = 0;
            for (int look = 1; look <= CHURN_LOOKS; look++) {
                seconds += churning.run(each);
                needs.add(node.need());
                findings.churn(new Findings.Churn(each * look, seconds, needs));
            }
        }
    }

    private void scale(RigSite site) throws InterruptedException {
        // Packets that find the queue full are lost, so that only those count that a module was given.
        try (TenantNode node = node(site, "scale", amount.publishers(), Map.of("queues", "1", "cpus",
                Integer.toString(site.routerCpu()), "fail-open", "no", "bypass", "no"))) {
            begin(node);
            node.packetThreadsAheadOfNapi();
            int each = Math.ceilDiv(amount.modules(), amount.publishers());
            SmallModules small = SmallModules.build(folder, each);
            Thread.sleep(SETTLED);
            Need empty = node.need();
            double firstSeconds = install(node, small, 0, amount.publishers(), true);
            Thread.sleep(SETTLED);
            Need first = node.need();
            double restSeconds = install(node, small, amount.publishers(), amount.modules(), true);
            Thread.sleep(SETTLED);
            Need all = node.need();
            screen.say(String.format(Locale.ROOT, "%d modules after %.0f s.", amount.modules(),
                    firstSeconds + restSeconds));
            List<Findings.Rates> rates = new ArrayList<>();
            findings.scale(new Findings.Scale(amount.publishers(), amount.modules(), empty, first, all, firstSeconds,
                    restSeconds, rates));
            warmUp(site);
            for (int round = 0; round < amount.rounds(); round++) {
                double among = rate(site, node, small);
                install(node, small, 1, amount.modules(), false);
                double alone = rate(site, node, small);
                rates.add(new Findings.Rates(alone, among));
                screen.say(String.format(Locale.ROOT, "%.0f kpps alone, %.0f with all.", alone / 1000, among / 1000));
                findings.scale(new Findings.Scale(amount.publishers(), amount.modules(), empty, first, all,
                        firstSeconds, restSeconds, rates));
                if (round + 1 < amount.rounds()) {
                    install(node, small, 1, amount.modules(), true);
                }
            }
        }
    }

    /** Installs or removes modules: the n-th is of the n-th publisher, and so round. Returns seconds. */
    private double install(TenantNode node, SmallModules small, int from, int to, boolean here)
            throws InterruptedException {
        long begun = System.nanoTime();
        for (int n = from; n < to; n++) {
            if (Thread.interrupted()) {
                throw new InterruptedException("modules");
            }
            int publisher = n % amount.publishers();
            int number = n / amount.publishers();
            if (here) {
                small.install(node.tenants().get(publisher), number);
            } else {
                small.remove(node.tenants().get(publisher), number);
            }
        }
        return (System.nanoTime() - begun) / 1e9;
    }

    private void warmUp(RigSite site) {
        site.generator().use(traffic, Endpoints.ofRig(false));
        site.generator().send(Math.round(WARM_UP_RATE * WARM_UP_SECONDS), WARM_UP_RATE);
    }

    /** Packets per second that arrive while as many as possible are offered: the median of some trials. */
    private double rate(RigSite site, TenantNode node, SmallModules small) throws InterruptedException {
        List<Double> rates = new ArrayList<>();
        trial(site, node, small);
        for (int n = 0; n < MAX_TRIALS && rates.size() < TRIALS; n++) {
            if (Thread.interrupted()) {
                throw new InterruptedException("trial");
            }
            double rate = trial(site, node, small);
            if (rate > 0) {
                rates.add(rate);
            }
        }
        if (rates.size() < TRIALS) {
            throw new RigException("the module's packets are in quarantine in most trials");
        }
        return Spread.of(rates).median();
    }

    /** A second of it; 0 if packets went through the quarantine, whose queue is another. */
    private double trial(RigSite site, TenantNode node, SmallModules small) {
        Endpoints endpoints = Endpoints.ofRig(false);
        String counter = small.packetsOnFirstThread(node.tenants().getFirst(), 0);
        site.sink().arm(traffic, endpoints, Duration.ofNanos(1));
        long before = node.counters().getOrDefault(counter, 0L);
        Sent sent = site.generator().send(Math.round(maximum), 0);
        Received received = site.sink().readWhenQuiet(Duration.ofMillis(20));
        maximum = Math.max(sent.rate(), FIRST_MAXIMUM / 10);
        long given = node.counters().getOrDefault(counter, 0L) - before;
        boolean usual = given > 0 && given >= received.packets() * (1 - STRAY);
        return usual ? (received.packets() - received.late()) / sent.seconds() : 0;
    }

    /** The first publisher's destinations are the receiver's; those of the others come before it in the node's rules. */
    private TenantNode node(RigSite site, String name, int publishers, Map<String, String> options) {
        List<String> prefixes = new ArrayList<>(List.of(DESTINATIONS));
        for (int n = 1; n < publishers; n++) {
            prefixes.add("9.%d.%d.0/24".formatted(n >> 8, n & 0xff));
        }
        return TenantNode.create(site.emptyRouter(), distribution, cpus, subfolder(name), prefixes, options);
    }

    private static void begin(TenantNode node) {
        node.exec();
        node.awaitReady();
    }

    private Path app(String jar) {
        return distribution.resolve("modules").resolve(jar);
    }

    private Path subfolder(String name) {
        try {
            return Files.createDirectory(folder.resolve(name));
        } catch (IOException e) {
            throw new RigException("cannot make a folder for the node: " + e.getMessage(), e);
        }
    }
}
