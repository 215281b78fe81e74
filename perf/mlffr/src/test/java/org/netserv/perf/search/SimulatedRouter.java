package org.netserv.perf.search;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.netserv.perf.result.Effort;
import org.netserv.perf.result.Trial;
import org.netserv.perf.result.Trial.Validity;

/** A router that is a formula, with all that makes a real one hard to measure; the same trials for the same seed. */
public final class SimulatedRouter implements Trials {
    private static final double STEAL_SECONDS = 0.010;

    private final double capacity;
    private final Random random;
    private double noise;
    private double generatorLimit = 7e6;
    private double maximum = 7e6;
    private double lossEverywhere;
    private double stealPerSecond;
    private boolean stealSeen = true;
    private double dipFrom;
    private double dipTo;
    private double dipForwards;
    private double voidPart;
    private double overload = 1;
    private double userNanos;
    private double systemNanos;
    private final List<Trial> trials = new ArrayList<>();

    public SimulatedRouter(double capacity, long seed) {
        this.capacity = capacity;
        this.random = new Random(seed);
    }

    /** Standard deviation of the capacity from trial to trial. */
    public SimulatedRouter noise(double part) {
        noise = part;
        return this;
    }

    public SimulatedRouter generatorLimit(double packetsPerSecond) {
        generatorLimit = packetsPerSecond;
        maximum = packetsPerSecond;
        return this;
    }

    /** Loses this part of all packets at any rate. */
    SimulatedRouter losing(double part) {
        lossEverywhere = part;
        return this;
    }

    /** The hypervisor takes 10 ms so many times a second, and the harness sees it or not. */
    public SimulatedRouter steal(double perSecond, boolean seen) {
        stealPerSecond = perSecond;
        stealSeen = seen;
        return this;
    }

    public SimulatedRouter dip(double from, double to, double forwards) {
        dipFrom = from;
        dipTo = to;
        dipForwards = forwards;
        return this;
    }

    /** So many of its trials do not add up. */
    SimulatedRouter voids(double part) {
        voidPart = part;
        return this;
    }

    /** What is left of its capacity when it is offered far more. */
    public SimulatedRouter overload(double part) {
        overload = part;
        return this;
    }

    /** What it spends on a packet in its container; the rest of its CPU is softirq. */
    public SimulatedRouter container(double user, double system) {
        userNanos = user;
        systemNanos = system;
        return this;
    }

    List<Trial> trials() {
        return trials;
    }

    double trafficSeconds() {
        return trials.stream().mapToDouble(Trial::seconds).sum();
    }

    @Override
    public Trial run(String phase, double packetsPerSecond, Duration duration) {
        double seconds = duration.toNanos() / 1e9;
        double offered = Math.min(packetsPerSecond == 0 ? maximum : packetsPerSecond, generatorLimit);
        long sent = Math.round(offered * seconds);
        double able = able(offered) * (1 + noise * random.nextGaussian());
        long received = Math.min(sent, Math.round(able * seconds));
        received -= lost(received);
        boolean stolen = random.nextDouble() < stealPerSecond * seconds;
        if (stolen) {
            // The ring holds 256 packets; the rest of those 10 ms is gone.
            received -= Math.max(0, Math.min(received, Math.round(offered * STEAL_SECONDS) - 256));
        }
        boolean isVoid = random.nextDouble() < voidPart;
        Validity validity = isVoid ? Validity.VOID : stolen && stealSeen ? Validity.DISTURBED : Validity.VALID;
        String remark = isVoid ? "12 packets are nowhere" : validity == Validity.DISTURBED ? "10 ms of steal" : "";
        Trial trial = new Trial(phase, packetsPerSecond, seconds, sent, received,
                Map.of("softnet_stat dropped", sent - received), validity, remark,
                effort(sent, received, seconds, stolen));
        trials.add(trial);
        return trial;
    }

    /** Sleeps between batches until it has no time left to sleep. */
    private Effort effort(long sent, long received, double seconds, boolean stolen) {
        double load = Math.min(1, sent / seconds / capacity);
        double container = (userNanos + systemNanos) / 1e9;
        double softirq = Math.max(0, 1 / capacity - container);
        long wakeups = Math.round(seconds * 38_000 * Math.pow(1 - load, 0.6));
        return new Effort(softirq * received, userNanos / 1e9 * received, systemNanos / 1e9 * received, 0.004 * seconds,
                wakeups, container > 0 ? received / 24 + 1 : 0, container > 0 ? wakeups / 2 : 0,
                stolen ? STEAL_SECONDS : 0, 0.0001 * seconds, 0);
    }

    private double able(double offered) {
        if (offered > dipFrom && offered < dipTo) {
            return dipForwards;
        }
        return offered > 1.3 * capacity ? capacity * overload : capacity;
    }

    private long lost(long packets) {
        double mean = packets * lossEverywhere;
        return mean == 0 ? 0 : Math.max(0, Math.round(mean + Math.sqrt(mean) * random.nextGaussian()));
    }
}
