package org.netserv.perf;

import java.util.ArrayList;
import java.util.List;

/**
 * What a run measures, in order: ladder by ladder, each rung once a pass. Several passes show how far the host itself
 * drifts, which repetitions within one visit to a rung cannot.
 *
 * @param suite name of the run's kind
 * @param rungs of one pass
 * @param passes how many times they are measured
 */
record Plan(String suite, List<Rung> rungs, int passes) {

    /** Configurations measured with packets that carry no SIP. */
    private static final int WITHOUT_SIP = 5;

    Plan {
        rungs = List.copyOf(rungs);
    }

    static Plan of(String suite, List<String> planes, List<Integer> cores, List<String> sizes,
            List<Integer> configurations, int passes) {
        List<Rung> rungs = new ArrayList<>();
        for (String plane : planes) {
            for (int core : cores) {
                for (String size : sizes) {
                    for (int configuration : configurations) {
                        if (isMeasured(configuration, size)) {
                            rungs.add(new Rung(plane, core, size, configuration));
                        }
                    }
                }
            }
        }
        return new Plan(suite, rungs, passes);
    }

    /** One line that says what of this is not measured, because it looks for SIP where there is none; empty if all is. */
    static String leftOut(List<String> sizes, List<Integer> configurations) {
        List<String> left = sizes.stream().distinct()
                .filter(size -> configurations.stream().anyMatch(number -> !isMeasured(number, size))).toList();
        return left.isEmpty()
                ? ""
                : "Left out: configuration 6 with size " + String.join(" and ", left)
                        + ", because only " + Rung.SIP_SIZE + " carries SIP.";
    }

    private static boolean isMeasured(int configuration, String size) {
        return configuration <= WITHOUT_SIP || size.equals(Rung.SIP_SIZE);
    }

    /** The traffics in it, each once, in order. */
    List<String> sizes() {
        return rungs.stream().map(Rung::size).distinct().toList();
    }
}
