package org.netserv.perf.report;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netserv.perf.result.Cell;
import org.netserv.perf.result.Estimate;
import org.netserv.perf.result.Estimate.Bound;

/** A run's ladders as text of at most 120 columns: rates with their spread, ratios, CPU time, and the prototype's beside. */
public final class LadderTable {
    private static final String PROTOTYPE = " | %4s %4s %4s";

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
        text.append(ladder.title()).append(": kpps, median [lowest–highest]; ratios of ").append(ladder.basis())
                .append("; CPU in ns per packet");
        text.append(prototype ? "; old: the prototype\n" : "\n");
        row(text, "configuration", "NDR", "PDR", "MRR", "/ 1", "/ 3", "soft", "user", "sys",
                prototype ? String.format(Locale.ROOT, PROTOTYPE, "old", "/ 1", "/ 3") : "");
        for (Cell cell : ladder.cells()) {
            int configuration = cell.configuration();
            CpuPerPacket cpu = CpuPerPacket.of(cell);
            row(text, configuration + " " + Configurations.name(configuration), rate(cell.ndr()),
                    rate(cell.pdr()), rate(cell.mrr()), ladder.ratio(cell, 1), ladder.ratio(cell, 3),
                    nanos(cpu.softirq()), nanos(cpu.user()), nanos(cpu.system()),
                    prototype ? prototype(ladder.size(), configuration) : "");
        }
        for (Cell cell : ladder.cells()) {
            String remark = (cell.complete() ? "" : "partial. ") + cell.remark();
            if (!remark.isBlank()) {
                text.append(wrap("  " + cell.configuration() + ": " + remark.strip()));
            }
        }
    }

    private static String prototype(String size, int configuration) {
        double kpps = Prototype.kpps(size, configuration);
        return String.format(Locale.ROOT, PROTOTYPE, kpps == 0 ? "–" : Math.round(kpps),
                Ratio.of(Prototype.ratio(size, configuration, 1)),
                configuration < 3 ? "–" : Ratio.of(Prototype.ratio(size, configuration, 3)));
    }

    /** In thousands: {@code ≥365 [361–368]}; three digits, so that two rates that differ by 1 % look it. */
    static String rate(@Nullable Estimate estimate) {
        if (estimate == null) {
            return "none";
        }
        String spread = estimate.values().size() < 2
                ? ""
                : " [" + kpps(estimate.low()) + "–" + kpps(estimate.high()) + "]";
        return (estimate.bound() == Bound.AT_LEAST ? "≥" : "") + kpps(estimate.median()) + spread;
    }

    static String kpps(double packetsPerSecond) {
        double kpps = packetsPerSecond / 1000;
        return String.format(Locale.ROOT, kpps < 9.995 ? "%.2f" : kpps < 99.95 ? "%.1f" : "%.0f", kpps);
    }

    private static String nanos(double nanos) {
        return nanos == 0 ? "–" : String.format(Locale.ROOT, "%.0f", nanos);
    }

    private static void row(StringBuilder text, Object... values) {
        text.append(String.format(Locale.ROOT, "%-16s %17s %17s %17s %5s %5s %5s %5s %5s%s", values).stripTrailing())
                .append('\n');
    }

    private static String wrap(String text) {
        StringBuilder lines = new StringBuilder();
        int column = 0;
        for (String word : text.split(" ", -1)) {
            if (column + word.length() > 110) {
                lines.append("\n    ");
                column = 4;
            }
            lines.append(word).append(' ');
            column += word.length() + 1;
        }
        return lines.toString().stripTrailing() + "\n";
    }
}
