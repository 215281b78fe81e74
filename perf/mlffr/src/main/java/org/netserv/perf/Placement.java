package org.netserv.perf;

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
     * @param cpus number of the host's CPUs, at least 2
     */
    public static Placement oneCore(int cpus) {
        check(cpus);
        return new Placement(0, cpus - 1, cpus - 1);
    }

    /**
     * Softirq and container of the router have a CPU each. With no more than two CPUs the softirq shares its own with
     * the generator.
     *
     * @param cpus number of the host's CPUs, at least 2
     */
    public static Placement twoCores(int cpus) {
        check(cpus);
        return new Placement(0, cpus - 2, cpus - 1);
    }

    /** Whether the generator uses a CPU of the router's. */
    public boolean sharesGenerator() {
        return generator == softirq;
    }

    private static void check(int cpus) {
        if (cpus < 2) {
            throw new IllegalArgumentException("cpus must be at least 2: cpus=" + cpus);
        }
    }
}
