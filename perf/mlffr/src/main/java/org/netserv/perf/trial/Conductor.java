package org.netserv.perf.trial;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.netserv.perf.result.Effort;
import org.netserv.perf.result.Trial;
import org.netserv.perf.result.Trial.Validity;
import org.netserv.perf.search.Trials;
import org.netserv.perf.traffic.Endpoints;
import org.netserv.perf.traffic.Generator;
import org.netserv.perf.traffic.Received;
import org.netserv.perf.traffic.Sent;
import org.netserv.perf.traffic.Sink;
import org.netserv.perf.traffic.Traffic;

/**
 * Runs trials: reads all counters, sends, waits until nothing moves any more, reads them again. Each packet sent was
 * received in time or is in the account of a place that lost it; a trial where that does not hold is void.
 *
 * <p><b>Thread.</b> The measuring one.
 */
public final class Conductor implements Trials {
    /** 0 would switch it off. */
    private static final Duration NO_GRACE = Duration.ofNanos(1);
    private static final double NANOS = 1e9;
    /** Fewer would say nothing. */
    private static final long MIN_PACKETS = 100;

    /** A place that packets are lost at in the account of a short trial, and in fact in a longer one. */
    private static final String LATE = "late";

    private final Generator generator;
    private final Sink sink;
    private final Between between;
    private final Traffic traffic;
    private final Endpoints endpoints;
    private double maximum;

    /**
     * Trials with one kind of traffic.
     *
     * @param maximum packets per second that the generator can send at most: what a trial as fast as possible begins with
     */
    public Conductor(Generator generator, Sink sink, Between between, Traffic traffic, Endpoints endpoints,
            double maximum) {
        this.generator = generator;
        this.sink = sink;
        this.between = between;
        this.traffic = traffic;
        this.endpoints = endpoints;
        this.maximum = maximum;
        generator.use(traffic, endpoints);
    }

    @Override
    public Trial run(String phase, double packetsPerSecond, Duration duration) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("trial");
        }
        double rate = packetsPerSecond > 0 ? packetsPerSecond : maximum;
        long packets = Math.max(MIN_PACKETS, Math.round(rate * duration.toNanos() / NANOS));
        // A rate that a router forwards under overload is what arrives while it is, without what its queues hold then.
        sink.arm(traffic, endpoints, packetsPerSecond == 0 ? NO_GRACE : sink.grace());
        Settling settling = new Settling(sink, between, between.losses());
        long seenBefore = between.seen();
        long start = System.nanoTime();
        Between.Clocks clocksBefore = between.clocks();
        Sent sent = generator.send(packets, packetsPerSecond);
        Between.Clocks clocksAfter = between.clocks();
        double elapsed = (System.nanoTime() - start) / NANOS;
        if (packetsPerSecond == 0 && sent.rate() > 0) {
            // Where it shares a CPU with the router it comes nowhere near what it can do alone.
            maximum = sent.rate();
        }
        Received received = settling.await(sent.packets());
        long seen = between.seen() - seenBefore;
        Map<String, Long> lost = settling.lost();
        if (received.late() > 0) {
            lost.put(LATE, received.late());
        }
        Effort effort = between.effort(clocksBefore, clocksAfter);
        String fault = fault(sent, received, seen, lost);
        String disturbance = between.disturbance(effort, elapsed);
        Validity validity = !fault.isEmpty()
                ? Validity.VOID
                : disturbance.isEmpty() ? Validity.VALID : Validity.DISTURBED;
        return new Trial(phase, packetsPerSecond, sent.seconds(), sent.packets(), received.packets() - received.late(),
                lost, validity,
                fault.isEmpty() ? disturbance : fault, effort);
    }

    /** Why the trial says nothing about the router; empty if it does. */
    private String fault(Sent sent, Received received, long seen, Map<String, Long> lost) {
        if (received.damaged() > 0) {
            return received.damaged() + " packets arrived damaged";
        }
        if (received.again() > 0) {
            return received.again() + " packets arrived twice";
        }
        for (String place : between.placesOfTheRig()) {
            long packets = lost.getOrDefault(place, 0L);
            if (packets > 0) {
                return String.format(Locale.ROOT, "the rig itself lost %d packets (%s)", packets, place);
            }
        }
        long missing = sent.packets() - received.packets() + received.late();
        long known = lost.values().stream().mapToLong(Long::longValue).sum();
        if (missing < 0) {
            return -missing + " more packets arrived than were sent";
        }
        if (between.isAccountable() && missing != known) {
            return String.format(Locale.ROOT,
                    "the counters do not add up: %d sent, %d received, %d lost where somebody counts, %d unaccounted for",
                    sent.packets(), received.packets(), known, missing - known);
        }
        if (between.isAccountable() && received.packets() > seen) {
            return String.format(Locale.ROOT, "%d packets have passed the router by",
                    received.packets() - seen);
        }
        return "";
    }
}
