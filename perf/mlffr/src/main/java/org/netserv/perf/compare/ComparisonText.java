package org.netserv.perf.compare;

import java.util.List;
import java.util.Locale;
import org.netserv.perf.compare.Difference.Change;

/** A comparison for the terminal, at most 120 columns. */
public final class ComparisonText {

    private ComparisonText() {}

    /** Ends with a line end. */
    public static String of(Comparison comparison) {
        StringBuilder text = new StringBuilder();
        text.append("before: ").append(comparison.before()).append("\nafter:  ").append(comparison.after())
                .append('\n');
        if (comparison.sameMachine()) {
            lines(text, "\nThe software differs in:", comparison.software());
            table(text, "Rates in kpps", comparison.rates(), 1000);
            table(text, "Ratios of PDR within each run", comparison.ratios(), 1);
        } else {
            lines(text, "\nThe machines differ: rates cannot be compared, only ratios within each run. They differ in:",
                    comparison.machine());
            lines(text, "\nThe software differs in:", comparison.software());
            table(text, "Ratios of PDR within each run", comparison.ratios(), 1);
        }
        lines(text, "\nNot compared, or with care:", comparison.onlyInOne());
        int verdicts = (comparison.sameMachine() ? comparison.rates().size() : 0) + comparison.ratios().size();
        text.append(String.format(Locale.ROOT,
                """

                        Each verdict is at the %s %% level, by the rank test of Mann and Whitney, and never for less than 2 %%, the
                        search's own precision. Of %d verdicts about %.1f come out as a difference where there is none. Values of
                        one run are nearer to one another than two runs are: repeat a run to believe a small difference.
                        """,
                percent(comparison.level()), verdicts, verdicts * (1 - comparison.level())));
        text.append(comparison.regression()
                ? "Something is slower" + (comparison.sameMachine() ? "" : ", as a ratio") + ": exit code 1.\n"
                : "Nothing is seen to be slower: exit code 0.\n");
        return text.toString();
    }

    private static void table(StringBuilder text, String title, List<Difference> differences, double unit) {
        if (differences.isEmpty()) {
            return;
        }
        text.append(String.format(Locale.ROOT, "%n%-33s %-7s %6s %6s  %-19s %s%n", title, "", "before", "after",
                "after / before", "verdict"));
        String last = "";
        for (Difference difference : differences) {
            String cell = difference.cell();
            text.append(String.format(Locale.ROOT, "%-33s %-7s %6s %6s  %-19s %s%n", cell.equals(last) ? "" : cell,
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
            lines.forEach(line -> text.append("  ").append(line).append('\n'));
        }
    }
}
