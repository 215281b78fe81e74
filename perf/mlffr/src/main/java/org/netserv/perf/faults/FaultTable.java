package org.netserv.perf.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.netserv.rig.RigException;

/**
 * Puts what was measured into the text that people keep. {@code ${disk-full}} there becomes two cells of a table: what was measured of
 * that fault, and the test that has shown it; {@code ${jar-missing, jar-gone}} those of two records; {@code ${run}} what all were
 * measured on.
 */
public final class FaultTable {
    private static final Pattern PLACE = Pattern.compile("\\$\\{([a-z0-9, -]+)}");
    private static final String RUN = "run";

    private final FaultRun run;
    private final Map<String, String> environment;
    private final Map<String, Fault> records = new TreeMap<>();
    private final Set<String> shown = new TreeSet<>();

    private FaultTable(FaultStore.Kept kept) {
        run = kept.run();
        environment = kept.environment();
        run.records().forEach(record -> records.put(record.fault(), record));
    }

    /**
     * The document.
     *
     * @param template Markdown
     * @throws RigException if the one names a fault that the other has no record of, or leaves one out
     */
    public static String of(String template, FaultStore.Kept kept) {
        FaultTable table = new FaultTable(kept);
        String text = PLACE.matcher(template).replaceAll(place -> Matcher.quoteReplacement(table.replace(place)));
        Set<String> left = new TreeSet<>(table.records.keySet());
        left.removeAll(table.shown);
        if (!left.isEmpty()) {
            throw new RigException("The table of faults has no row for " + String.join(", ", left) + ".");
        }
        return text;
    }

    /** Names of the faults in a template. */
    public static Set<String> faults(String template) {
        return PLACE.matcher(template).results().flatMap(place -> names(place).stream())
                .filter(name -> !name.equals(RUN)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> names(MatchResult place) {
        return List.of(place.group(1).split(", *", -1));
    }

    private String replace(MatchResult place) {
        if (place.group(1).equals(RUN)) {
            return summary();
        }
        List<String> measured = new ArrayList<>();
        Set<String> tests = new TreeSet<>();
        for (String name : names(place)) {
            Fault record = records.get(name);
            if (record == null) {
                throw new RigException("No test has written what it saw of the fault " + name + ".");
            }
            shown.add(name);
            if (!record.words().isEmpty()) {
                measured.add(record.words().replace("|", "\\|"));
            }
            tests.add("`" + record.shownBy() + "`");
        }
        return String.join("; ", measured) + " | " + String.join(", ", tests);
    }

    /** When, of what and on what. */
    private String summary() {
        double least = run.records().stream().mapToDouble(Fault::load).min().orElse(0);
        double most = run.records().stream().mapToDouble(Fault::load).max().orElse(0);
        return run.started().substring(0, 10) + ", commit " + run.commit() + ", on " + known("cpu.count") + " CPUs ("
                + known("cpu.model") + "), Linux " + known("kernel.release") + ", Java " + known("software.jvm")
                + String.format(Locale.ROOT, "; the host's load average was %.1f to %.1f", least, most)
                + (run.note().isEmpty() ? "" : ", " + run.note());
    }

    private String known(String name) {
        return environment.getOrDefault(name, "unknown");
    }
}
