package org.netserv.perf;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.netserv.perf.router.Configuration;
import org.netserv.perf.router.Routers;

/**
 * What a run measures, in order: ladder by ladder, each rung once a pass. Several passes show how far the host itself
 * drifts, which repetitions within one visit to a rung cannot.
 *
 * @param suite name of the run's kind
 * @param rungs of one pass
 * @param passes how many times they are measured
 */
record Plan(String suite, List<Rung> rungs, int passes) {

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
                        if (isMeasured(configuration, size)
                                && Routers.has(plane, Configuration.of(configuration))) {
                            rungs.add(new Rung(plane, core, size, configuration));
                        }
                    }
                }
            }
        }
        return new Plan(suite, rungs, passes);
    }

    /** Sentences that say what of this is not measured, and why; empty if all is. */
    static String leftOut(List<String> planes, List<String> sizes, List<Integer> configurations) {
        return Stream.of(withoutSip(sizes, configurations), withoutFastPath(planes, configurations))
                .filter(sentence -> !sentence.isEmpty()).collect(Collectors.joining("\n"));
    }

    private static String withoutFastPath(List<String> planes, List<Integer> configurations) {
        List<String> left = configurations.stream()
                .filter(number -> planes.stream().anyMatch(plane -> !Routers.has(plane, Configuration.of(number))))
                .map(String::valueOf).toList();
        List<String> without = planes.stream().distinct().filter(plane -> configurations.stream()
                .anyMatch(number -> !Routers.has(plane, Configuration.of(number)))).toList();
        return left.isEmpty()
                ? ""
                : "Left out: configuration " + String.join(" and ", left) + " on plane "
                        + String.join(" and ", without) + ", which sends nothing on by itself.";
    }

    private static String withoutSip(List<String> sizes, List<Integer> configurations) {
        List<String> left = sizes.stream().distinct()
                .filter(size -> configurations.stream().anyMatch(number -> !isMeasured(number, size))).toList();
        return left.isEmpty()
                ? ""
                : "Left out: configuration 6 with size " + String.join(" and ", left)
                        + ", because only " + Rung.SIP_SIZE + " carries SIP.";
    }

    private static boolean isMeasured(int configuration, String size) {
        return configuration != Configuration.KEEP_ALIVE.number() || size.equals(Rung.SIP_SIZE);
    }

    /** The traffics in it, each once, in order. */
    List<String> sizes() {
        return rungs.stream().map(Rung::size).distinct().toList();
    }
}
