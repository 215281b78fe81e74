package org.netserv.perf;

import java.util.List;

/**
 * Which CPU does what. The same for all six configurations, so that their rates can be compared.
 *
 * @param generator generator, receiver, and the harness itself
 * @param softirq receive processing of the router's interfaces
 * @param container the container's process, if there is one
 */
public record Placement(int generator, int softirq, int container) {

    /**
     * Softirq and container of the router share a CPU, which nothing else uses.
     *
     * @param cpus that may be used, at least 2
     */
    public static Placement oneCore(Cpus cpus) {
        List<Integer> numbers = check(cpus);
        return new Placement(numbers.getFirst(), numbers.getLast(), numbers.getLast());
    }

    /**
     * Softirq and container of the router have a CPU each. With no more than two CPUs the softirq shares its own with
     * the generator.
     *
     * @param cpus that may be used, at least 2
     */
    public static Placement twoCores(Cpus cpus) {
        List<Integer> numbers = check(cpus);
        return new Placement(numbers.getFirst(), numbers.get(numbers.size() - 2), numbers.getLast());
    }

    /** Whether the generator uses a CPU of the router's. */
    public boolean sharesGenerator() {
        return generator == softirq;
    }

    private static List<Integer> check(Cpus cpus) {
        if (cpus.count() < 2) {
            throw new IllegalArgumentException("there must be two CPUs at least: cpus=" + cpus);
        }
        return cpus.numbers();
    }
}
