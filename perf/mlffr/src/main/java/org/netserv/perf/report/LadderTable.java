package org.netserv.perf.report;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netserv.perf.result.Cell;
import org.netserv.perf.result.Estimate;
import org.netserv.perf.result.Estimate.Bound;

/** A run's ladders as text of at most 120 columns: rates and ratios with their spread, CPU time, and the prototype's ratios. */
public final class LadderTable {
    private static final String PROTOTYPE = " | %5s %5s";
    private static final int REMARK_COLUMNS = 116;
    private static final int REMARK_LINES = 3;

    private LadderTable() {}

    /** All ladders of the cells. */
    public static String of(List<Cell> cells) {
        StringBuilder text = new StringBuilder();
        for (Ladder ladder : Ladder.of(cells)) {
            text.append(text.isEmpty() ? "" : "\n");
            append(text, ladder);
        }
        return text.toString();
    }

    private static void append(StringBuilder text, Ladder ladder) {
        boolean prototype = Prototype.kpps(ladder.size(), 1) > 0;
        text.append(ladder.title())
                .append(": kpps, median [lowest–highest]; cold: just after coming up; CPU: ns a packet\n")
                .append("  / 1, / 3: ratios of ").append(ladder.basis()).append(", [] of rounds paired in order");
        boolean extremes = ladder.cells().stream()
                .anyMatch(cell -> ladder.ratio(cell, 1).range() == Ratio.Range.EXTREMES
                        || ladder.ratio(cell, 3).range() == Ratio.Range.EXTREMES);
        text.append(extremes ? ", () of lowest and highest rates" : "")
                .append(prototype ? "; old: the prototype’s\n" : "\n");
        row(text, "configuration", "NDR", "PDR", "MRR", "cold", "/ 1", "/ 3", "CPU",
                prototype ? String.format(Locale.ROOT, PROTOTYPE, "old/1", "old/3") : "");
        for (Cell cell : ladder.cells()) {
            int configuration = cell.configuration();
            row(text, Configurations.name(configuration), rate(cell.ndr()), rate(cell.pdr()), median(cell.mrr()),
                    cell.cold() == null ? "–" : median(cell.cold()), ladder.ratio(cell, 1), ladder.ratio(cell, 3),
                    CpuFigure.nanos(CpuPerPacket.of(cell).total()),
                    prototype
                            ? String.format(Locale.ROOT, PROTOTYPE, Prototype.ratio(ladder.size(), configuration, 1),
                                    Prototype.ratio(ladder.size(), configuration, 3))
                            : "");
        }
        for (Cell cell : ladder.cells()) {
            String remark = Ladder.remark(cell);
            if (!remark.isEmpty()) {
                text.append(wrap("  " + cell.configuration() + ": " + remark));
            }
        }
    }

    /** In thousands: {@code ≥365 [361–368]}; three digits, so that two rates that differ by 1 % look it. */
    static String rate(@Nullable Estimate estimate) {
        if (estimate == null) {
            return "none";
        }
        String spread = estimate.values().size() < 2
                ? ""
                : " [" + kpps(estimate.low()) + "–" + kpps(estimate.high()) + "]";
        return median(estimate) + spread;
    }

    /** In thousands, without the spread: {@code ≥365}. */
    static String median(@Nullable Estimate estimate) {
        return estimate == null
                ? "none"
                : (estimate.bound() == Bound.AT_LEAST ? "≥" : "") + kpps(estimate.median());
    }

    static String kpps(double packetsPerSecond) {
        double kpps = packetsPerSecond / 1000;
        return String.format(Locale.ROOT, kpps < 9.995 ? "%.2f" : kpps < 99.95 ? "%.1f" : "%.0f", kpps);
    }

    private static void row(StringBuilder text, Object... values) {
        text.append(String.format(Locale.ROOT, "%-16s %17s %17s %5s %5s %17s %17s %5s%s", values).stripTrailing())
                .append('\n');
    }

    /** In as many lines as a reader of a table bears; what is left out is in the HTML report, and an ellipsis says so. */
    private static String wrap(String text) {
        StringBuilder lines = new StringBuilder();
        int count = 1;
        int column = 0;
        for (String word : text.split(" ", -1)) {
            boolean last = count == REMARK_LINES;
            if (column + word.length() > REMARK_COLUMNS) {
                if (last) {
                    return lines.append("…\n").toString();
                }
                lines.append("\n    ");
                count++;
                column = 4;
            }
            lines.append(word).append(' ');
            column += word.length() + 1;
        }
        return lines.toString().stripTrailing() + "\n";
    }
}
