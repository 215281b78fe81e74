package org.netserv.perf.report;

import java.util.Map;

/**
 * What the prototype's authors measured: maximum loss-free forwarding rates on a 3.0 GHz dual core Xeon of 2008, Linux
 * 2.6.32, 1 Gb/s Ethernet. Their 340 B are without FCS; at that size 343 kpps is what the link carries.
 *
 * <p><b>Units.</b> Thousands of packets per second.
 *
 * <p><b>Source.</b> Figure 12 of the NetServ paper, and §5.2.
 */
final class Prototype {
    private static final Map<String, double[]> KPPS = Map.of("64", new double[]{786, 641, 365, 188, 188, 0}, "340",
            new double[]{343, 343, 213, 117, 111, 71});

    private Prototype() {}

    /** 0 if they did not measure it. */
    static double kpps(String size, int configuration) {
        double[] rates = KPPS.get(size);
        return rates == null || configuration < 1 || configuration > rates.length ? 0 : rates[configuration - 1];
    }

    /** Of two configurations' rates; unknown if they did not measure one of them, or if the first is below the reference. */
    static Ratio ratio(String size, int configuration, int reference) {
        double below = kpps(size, reference);
        return Ratio.of(below == 0 || configuration < reference ? 0 : kpps(size, configuration) / below);
    }
}
