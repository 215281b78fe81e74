package org.netserv.perf.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.netserv.perf.compare.Difference.Change;
import org.netserv.perf.compare.Difference.Verdict;

/** A comparison for the terminal, at most 120 columns. */
public final class ComparisonText {
    private static final int COLUMNS = 120;
    private static final int INDENT = 6;

    private ComparisonText() {}

    /** Ends with a line end. */
    public static String of(Comparison comparison) {
        StringBuilder text = new StringBuilder();
        text.append("before: ").append(comparison.before()).append("\nafter:  ").append(comparison.after())
                .append('\n');
        lines(text, "\nWarning:", comparison.warnings());
        lines(text, "\nWarning: the machines differ, so only ratios within each run can be compared. They differ in:",
                comparison.machine());
        lines(text, "\nThe software differs in:", comparison.software());
        if (comparison.sameMachine()) {
            table(text, "Rates in kpps", comparison.rates(), 1000);
        }
        table(text, "Ratios of PDR within each run", comparison.ratios(), 1);
        lines(text, "\nNot compared, or with care:", comparison.withCare());
        summary(text, comparison);
        return text.toString();
    }

    private static void summary(StringBuilder text, Comparison comparison) {
        List<Difference> judged = new ArrayList<>(comparison.sameMachine() ? comparison.rates() : List.of());
        judged.addAll(comparison.ratios());
        if (judged.isEmpty()) {
            text.append("\nNothing can be compared: exit code 0.\n");
            return;
        }
        text.append(String.format(Locale.ROOT,
                """

                        Each verdict is at the %s %% level, by the rank test of Mann and Whitney, and never for less than 2 %%, the
                        search's own precision. Of %d verdicts about %.1f come out as a difference where there is none. Values of
                        one run are nearer to one another than two runs are: repeat a run to believe a small difference.

                        %d slower, %d faster, %d without a difference that is more than noise, %d that cannot be told.
                        """,
                percent(comparison.level()), judged.size(), judged.size() * (1 - comparison.level()),
                count(judged, Verdict.SLOWER), count(judged, Verdict.FASTER), count(judged, Verdict.NONE_SEEN),
                count(judged, Verdict.CANNOT_TELL)));
        String measure = comparison.sameMachine() ? "PDR" : "ratio of PDR";
        text.append(comparison.regression()
                ? "A " + measure + " is lower: exit code 1.\n"
                : "No " + measure + " is seen to be lower: exit code 0.\n");
    }

    private static long count(List<Difference> differences, Verdict verdict) {
        return differences.stream().filter(difference -> difference.verdict() == verdict).count();
    }

    private static void table(StringBuilder text, String title, List<Difference> differences, double unit) {
        if (differences.isEmpty()) {
            return;
        }
        text.append(String.format(Locale.ROOT, "%n%-32s %-7s %6s %6s  %-21s %s%n", title, "", "before", "after",
                "after / before", "verdict"));
        String last = "";
        for (Difference difference : differences) {
            String cell = difference.cell();
            text.append(String.format(Locale.ROOT, "%-32s %-7s %6s %6s  %-21s %s%n", cell.equals(last) ? "" : cell,
                    difference.measure(), number(difference.before() / unit), number(difference.after() / unit),
                    change(difference), difference.words()));
            last = cell;
        }
    }

    private static String change(Difference difference) {
        Change change = difference.change();
        return change == null
                ? "–"
                : String.format(Locale.ROOT, "%.3f [%.3f–%.3f]", change.ratio(), change.low(), change.high());
    }

    private static String number(double value) {
        return value == 0 ? "none"
                : String.format(Locale.ROOT, value < 10 ? "%.3f" : value < 1000 ? "%.1f" : "%.0f", value);
    }

    private static String percent(double level) {
        return String.format(Locale.ROOT, "%.4g", level * 100).replaceAll("\\.?0+$", "");
    }

    private static void lines(StringBuilder text, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            text.append(title).append('\n');
            lines.forEach(line -> fold(text, line));
        }
    }

    private static void fold(StringBuilder text, String line) {
        text.append("  ");
        int column = 2;
        for (String word : line.split(" ", -1)) {
            if (column + word.length() > COLUMNS && column > INDENT) {
                text.append("\n").repeat(" ", INDENT);
                column = INDENT;
            }
            text.append(word).append(' ');
            column += word.length() + 1;
        }
        text.setLength(text.length() - 1);
        text.append('\n');
    }
}
