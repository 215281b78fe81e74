package org.netserv.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/** All benchmarks, as JMH's annotation processor has found them. */
final class Catalogue {
    private final SortedMap<String, List<BenchmarkListEntry>> byType = new TreeMap<>();

    Catalogue() {
        PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream());
        for (BenchmarkListEntry entry : BenchmarkList.defaultList()
                .getAll(OutputFormatFactory.createFormatInstance(nowhere, VerboseMode.SILENT), List.of())) {
            byType.computeIfAbsent(entry.getUserClassQName(), type -> new ArrayList<>()).add(entry);
        }
    }

    /** Names and parameters of what {@link #select} would measure, references left out. */
    List<String> lines(List<Pattern> patterns) {
        List<String> lines = new ArrayList<>();
        byType.forEach((type, entries) -> {
            for (BenchmarkListEntry entry : entries) {
                if (!method(entry).equals(Comparison.REFERENCE) && matches(entry, patterns)) {
                    StringBuilder line = new StringBuilder(name(entry));
                    parameters(entry).forEach((name, values) -> line.append("  ").append(name).append('=')
                            .append(String.join("|", values)));
                    lines.add(line.toString());
                }
            }
        });
        return lines;
    }

    /** What to measure for some patterns: benchmarks in whose name one of them is found; all if there is none. */
    List<Comparison> select(List<Pattern> patterns) {
        List<Comparison> selected = new ArrayList<>();
        byType.forEach((type, entries) -> {
            List<String> methods = new ArrayList<>(entries.stream()
                    .filter(entry -> !method(entry).equals(Comparison.REFERENCE) && matches(entry, patterns))
                    .map(Catalogue::method).toList());
            if (!methods.isEmpty()) {
                methods.add(Comparison.REFERENCE);
                choices(parameters(entries.getFirst()))
                        .forEach(choice -> selected.add(new Comparison(type, choice, methods)));
            }
        });
        return selected;
    }

    private static boolean matches(BenchmarkListEntry entry, List<Pattern> patterns) {
        return patterns.isEmpty() || patterns.stream().anyMatch(pattern -> pattern.matcher(name(entry)).find());
    }

    /** {@code classify.filterTable}. */
    private static String name(BenchmarkListEntry entry) {
        return Comparison.shortName(entry.getUserClassQName()) + "." + method(entry);
    }

    private static String method(BenchmarkListEntry entry) {
        String name = entry.getUsername();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static Map<String, String[]> parameters(BenchmarkListEntry entry) {
        return entry.getParams().orElse(Map.of());
    }

    /** Every combination of values. */
    private static List<Map<String, String>> choices(Map<String, String[]> parameters) {
        List<Map<String, String>> choices = List.of(Map.of());
        for (Map.Entry<String, String[]> parameter : parameters.entrySet()) {
            List<Map<String, String>> next = new ArrayList<>();
            for (Map<String, String> choice : choices) {
                for (String value : parameter.getValue()) {
                    Map<String, String> longer = new LinkedHashMap<>(choice);
                    longer.put(parameter.getKey(), value);
                    next.add(longer);
                }
            }
            choices = next;
        }
        return choices;
    }
}
