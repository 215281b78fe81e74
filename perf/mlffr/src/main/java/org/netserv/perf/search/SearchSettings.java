package org.netserv.perf.search;

import java.time.Duration;

/**
 * How thoroughly to search.
 *
 * @param name of the preset
 * @param rounds times that the whole search is done: the number of values of each {@link
 *     org.netserv.perf.result.Estimate}
 * @param times lengths of trials
 * @param counts numbers of trials
 * @param limits what is close enough
 */
public record SearchSettings(String name, int rounds, Times times, Counts counts, Limits limits) {

    /** Rates of a round that are judged before both brackets are as narrow as asked, on a router that is steady. */
    private static final double FIRST_RATES = 7;
    private static final double LATER_RATES = 5;
    /** Long trials that a target takes in a round: two that agree, and now and then a third. */
    private static final double CONFIRMING = 2.2;
    /** Times what is expected, after which a search ends with what it has. */
    private static final int LONGEST = 4;

    /**
     * Lengths of trials.
     *
     * @param shortTrial of a trial that judges a rate together with others
     * @param longTrial of a trial that confirms one
     * @param longestTrial of a trial that confirms a rate so low that {@link Limits#confirmPackets} take longer
     * @param overhead what a trial costs beside its traffic
     */
    public record Times(Duration shortTrial, Duration longTrial, Duration longestTrial, Duration overhead) {}

    /**
     * Numbers of trials; those that a median is taken of are odd.
     *
     * @param firstMax at maximum rate, in the first round
     * @param laterMax at maximum rate, in each later round
     * @param coarse at a rate while bounds are far apart
     * @param fine at a rate when they are close
     * @param confirmations rates of a target that a round tries to confirm before it gives up
     * @param voidRepeats times that a void trial is repeated
     * @param disturbedRepeats trials of a rate that are repeated because they were disturbed
     */
    public record Counts(int firstMax, int laterMax, int coarse, int fine, int confirmations, int voidRepeats,
            int disturbedRepeats) {

        /** Checks that medians are of something in the middle. */
        public Counts {
            if (coarse % 2 == 0 || fine % 2 == 0 || firstMax < 1 || laterMax < 1 || confirmations < 1) {
                throw new IllegalArgumentException(
                        "coarse and fine must be odd, the others at least 1: coarse=" + coarse + " fine=" + fine
                                + " firstMax=" + firstMax + " laterMax=" + laterMax + " confirmations="
                                + confirmations);
            }
        }
    }

    /**
     * What is close enough.
     *
     * @param precision distance of the bounds of a rate that ends its search, as part of the rate
     * @param shortfall part of a rate that the generator may fail to offer before the rate counts as not offered
     * @param floor lowest rate that is tried, as part of the MRR
     * @param confirmPackets least number of packets of a trial that confirms: fewer would not show a small loss
     */
    public record Limits(double precision, double shortfall, double floor, long confirmPackets) {}

    /** About 7 seconds a search. In two visits it gives four values, the fewest of which a rank test can tell two runs apart. */
    public static SearchSettings quick() {
        return new SearchSettings("quick", 2,
                new Times(Duration.ofMillis(100), Duration.ofMillis(300), Duration.ofSeconds(2), Duration.ofMillis(65)),
                new Counts(3, 1, 3, 3, 4, 4, 2), new Limits(0.02, 0.025, 0.1, 60_000));
    }

    /**
     * About 15 seconds a search. Its long trials are no longer than they must be to show a small loss: on a virtual machine
     * the hypervisor stops a CPU once or twice a second for longer than a ring of 256 packets bridges, and of trials of
     * 0.7 s hardly one in ten passed at any rate.
     */
    public static SearchSettings full() {
        return new SearchSettings("full", 3,
                new Times(Duration.ofMillis(120), Duration.ofMillis(250), Duration.ofSeconds(5), Duration.ofMillis(65)),
                new Counts(7, 1, 3, 7, 6, 5, 4), new Limits(0.01, 0.025, 0.05, 60_000));
    }

    /** How long a search of a router that is steady takes. One that is not takes up to {@link #longest()}. */
    public Duration expected() {
        double maximum = (counts.firstMax() + (rounds - 1) * counts.laterMax()) * shortSeconds();
        double narrowing = (FIRST_RATES * decided(counts.coarse())
                + (rounds - 1) * LATER_RATES * decided(counts.fine()))
                * shortSeconds();
        double confirming = rounds * Target.values().length * CONFIRMING
                * (seconds(times.longTrial()) + seconds(times.overhead()));
        return Duration.ofMillis(Math.round((maximum + narrowing + confirming) * 1000));
    }

    /** How long a search may take: it then ends with what it has. */
    public Duration longest() {
        return expected().multipliedBy(LONGEST);
    }

    /** Length of a trial that confirms a rate. */
    Duration longTrial(double packetsPerSecond) {
        Duration enough = Duration.ofMillis(Math.round(limits.confirmPackets() * 1000 / packetsPerSecond));
        Duration wanted = enough.compareTo(times.longTrial()) > 0 ? enough : times.longTrial();
        return wanted.compareTo(times.longestTrial()) < 0 ? wanted : times.longestTrial();
    }

    /** Trials after which the median of {@code count} is usually known to lie on one side. */
    private static double decided(int count) {
        return count / 2 + 1;
    }

    private double shortSeconds() {
        return seconds(times.shortTrial()) + seconds(times.overhead());
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
