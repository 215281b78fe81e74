package org.netserv.node.telemetry;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One answer in Prometheus' text format, family by family. It holds a limited number of series: what does not fit is counted and
 * left out.
 *
 * <p>Values that are added under the same labels are summed, so that what packet threads count apart is one series.
 *
 * <p><b>Thread.</b> One.
 *
 * <p><b>Source.</b> prometheus.io/docs/instrumenting/exposition_formats, version 0.0.4.
 */
final class Exposition {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    /** Up to here each whole number has a double of its own. */
    private static final double WHOLE = 1L << 53;

    private final Map<String, Family> families = new LinkedHashMap<>();
    private final int capacity;
    private int series;
    private int leftOut;

    /** @param capacity most series that it takes */
    Exposition(int capacity) {
        this.capacity = capacity;
    }

    /** What a family is to its readers. */
    enum Type {
        COUNTER, GAUGE, SUMMARY;

        private String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What a family is.
     *
     * @param name with unit, and {@code _total} if it is a counter
     * @param help one sentence
     */
    record Metric(String name, Type type, String help) {
        static Metric counter(String name, String help) {
            return new Metric(name, Type.COUNTER, help);
        }

        static Metric gauge(String name, String help) {
            return new Metric(name, Type.GAUGE, help);
        }

        static Metric summary(String name, String help) {
            return new Metric(name, Type.SUMMARY, help);
        }
    }

    /** @param values by what stands behind the family's name */
    private record Family(Metric metric, Map<String, Double> values) {}

    /** Series that fit yet. */
    int room() {
        return capacity - series;
    }

    /** Series that were left out. */
    int leftOut() {
        return leftOut;
    }

    /** Counts series that the caller left out for want of room. */
    void leaveOut(int count) {
        leftOut += count;
    }

    /**
     * Adds a value.
     *
     * @param labels name, value, name, value and so on
     */
    void add(Metric metric, double value, String... labels) {
        put(metric, key(labels), value);
    }

    /** The same of a whole number. */
    void add(Metric metric, long value, String... labels) {
        put(metric, key(labels), (double) value);
    }

    /** Adds to a summary. */
    void add(Metric metric, double sum, long count, String... labels) {
        put(metric, "_sum" + key(labels), sum);
        put(metric, "_count" + key(labels), (double) count);
    }

    private void put(Metric metric, String key, double value) {
        Map<String, Double> values = families
                .computeIfAbsent(metric.name(), name -> new Family(metric, new LinkedHashMap<>())).values();
        Double sum = values.get(key);
        if (sum != null) {
            values.put(key, sum + value);
        } else if (series < capacity) {
            series++;
            values.put(key, value);
        } else {
            leftOut++;
        }
    }

    private static String key(String... labels) {
        if (labels.length == 0) {
            return "";
        }
        StringBuilder key = new StringBuilder("{");
        for (int i = 0; i < labels.length; i += 2) {
            key.append(i == 0 ? "" : ",").append(labels[i]).append("=\"").append(escaped(labels[i + 1], true))
                    .append('"');
        }
        return key.append('}').toString();
    }

    private static String escaped(String text, boolean quotes) {
        String escaped = text.replace("\\", "\\\\").replace("\n", "\\n");
        return quotes ? escaped.replace("\"", "\\\"") : escaped;
    }

    /** All of it; families without series are left out. */
    String text() {
        StringBuilder text = new StringBuilder(1 << 14);
        for (Family family : families.values()) {
            if (family.values().isEmpty()) {
                continue;
            }
            String name = family.metric().name();
            text.append("# HELP ").append(name).append(' ').append(escaped(family.metric().help(), false))
                    .append("\n# TYPE ").append(name).append(' ').append(family.metric().type().text()).append('\n');
            family.values().forEach((key, value) -> text.append(name).append(key).append(' ')
                    .append(number(value)).append('\n'));
        }
        return text.toString();
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < WHOLE ? Long.toString((long) value)
                : Double.toString(value);
    }
}
