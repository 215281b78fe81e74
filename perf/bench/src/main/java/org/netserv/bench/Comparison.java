package org.netserv.bench;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The methods of one benchmark class at one choice of parameters: what is measured one right after the other.
 *
 * @param type the class
 * @param parameters name to value
 * @param methods what is compared, the reference last
 */
record Comparison(String type, Map<String, String> parameters, List<String> methods) {
    /** The method that the others are compared with. */
    static final String REFERENCE = "reference";

    private static final String SUFFIX = "Benchmark";

    /** {@code classify} for {@code org.netserv.bench.ClassifyBenchmark}. */
    static String shortName(String type) {
        String simple = type.substring(type.lastIndexOf('.') + 1).replace(SUFFIX, "");
        return Character.toLowerCase(simple.charAt(0)) + simple.substring(1);
    }

    /** {@code classify filters=100 traffic=hit}. */
    String title() {
        return shortName(type) + parameters.entrySet().stream().map(entry -> " " + entry.getKey() + "="
                + entry.getValue()).collect(Collectors.joining());
    }
}
