package org.netserv.perf.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netserv.perf.result.Cell;
import org.netserv.perf.result.Estimate;

/** Rates of a ladder as parts of plain forwarding, each above the prototype's. */
final class LadderFigure {
    private static final double WIDTH = 500;
    private static final double RIGHT = 350;
    private static final double ROW = 54;

    private LadderFigure() {}

    static String of(Ladder ladder, String id) {
        boolean prototype = Prototype.kpps(ladder.size(), 1) > 0;
        Cell plain = ladder.cell(1);
        Estimate reference = plain == null ? null : ladder.basis(plain);
        String title = ladder.title();
        String caption = ladder.basis() + (reference == null ? "" : " as part of plain forwarding, and in kpps")
                + "; the line is the spread of " + rounds(ladder) + " repetitions."
                + (prototype ? " Outlined: the prototype, on its own hardware." : "");
        return Html.figure(title, caption, draw(ladder, id, reference, prototype), table(ladder, prototype));
    }

    private static String draw(Ladder ladder, String id, @Nullable Estimate reference, boolean prototype) {
        double whole = reference == null ? largest(ladder) : reference.median();
        double scale = RIGHT / Math.max(whole, largest(ladder));
        Svg svg = new Svg(id, WIDTH, ladder.cells().size() * ROW + 6, "Ladder, " + ladder.title(), describe(ladder));
        double y = 4;
        for (Cell cell : ladder.cells()) {
            Estimate rate = ladder.basis(cell);
            svg.text(0, y + 11, "start", "strong", Configurations.longName(cell.configuration()));
            double top = y + 18;
            if (rate == null) {
                svg.text(0, top + 12, "start", "small", "no such rate");
            } else {
                double end = rate.median() * scale;
                svg.box(0, top, end, 15, 2, "f" + cell.configuration());
                whisker(svg, rate, scale, top + 7.5);
                Ratio ratio = ladder.ratio(cell, 1);
                svg.text(Math.max(end, rate.high() * scale) + 8, top + 12, "start", "", LadderTable.median(rate)
                        + " kpps" + (ratio.known() && cell.configuration() > 1 ? "  ·  " + ratio.brief() : ""));
            }
            if (prototype && Prototype.kpps(ladder.size(), cell.configuration()) > 0) {
                double part = Prototype.ratio(ladder.size(), cell.configuration(), 1).value();
                double end = part * whole * scale;
                svg.box(1, top + 19, end - 1, 8, 2, "old");
                svg.text(end + 8, top + 27, "start", "small", String.format(Locale.ROOT, "%.0f%s",
                        Prototype.kpps(ladder.size(), cell.configuration()),
                        cell.configuration() == 1 ? " kpps, prototype"
                                : String.format(Locale.ROOT, "  ·  %.2f", part)));
            }
            y += ROW;
        }
        return svg.toString();
    }

    private static void whisker(Svg svg, Estimate rate, double scale, double y) {
        if (rate.high() > rate.low()) {
            svg.path("M" + Svg.number(rate.low() * scale) + " " + Svg.number(y - 4) + "v8m0-4H"
                    + Svg.number(rate.high() * scale) + "m0-4v8", "whisker");
        }
    }

    private static double largest(Ladder ladder) {
        double largest = 1;
        for (Cell cell : ladder.cells()) {
            Estimate rate = ladder.basis(cell);
            largest = Math.max(largest, rate == null ? 0 : rate.high());
        }
        return largest;
    }

    private static String rounds(Ladder ladder) {
        int rounds = 0;
        for (Cell cell : ladder.cells()) {
            Estimate rate = ladder.basis(cell);
            rounds = Math.max(rounds, rate == null ? 0 : rate.values().size());
        }
        return Integer.toString(rounds);
    }

    private static String describe(Ladder ladder) {
        List<String> parts = new ArrayList<>();
        for (Cell cell : ladder.cells()) {
            parts.add(Configurations.longName(cell.configuration()) + " " + LadderTable.rate(ladder.basis(cell)));
        }
        return ladder.basis() + " in kpps: " + String.join("; ", parts) + ".";
    }

    private static String table(Ladder ladder, boolean prototype) {
        List<String> headings = new ArrayList<>(
                List.of("configuration", "NDR kpps", "PDR kpps", "MRR kpps", "cold kpps", "warm after s", "÷ config. 1",
                        "÷ config. 3"));
        if (prototype) {
            headings.addAll(List.of("prototype kpps", "its ÷ 1", "its ÷ 3"));
        }
        List<List<String>> rows = new ArrayList<>();
        for (Cell cell : ladder.cells()) {
            int configuration = cell.configuration();
            List<String> row = new ArrayList<>(List.of(Configurations.name(configuration),
                    LadderTable.rate(cell.ndr()), LadderTable.rate(cell.pdr()), LadderTable.rate(cell.mrr()),
                    cell.cold() == null ? "–" : LadderTable.rate(cell.cold()),
                    cell.warmUpSeconds() > 0 ? String.format(Locale.ROOT, "%.1f", cell.warmUpSeconds()) : "–",
                    ladder.ratio(cell, 1).toString(), ladder.ratio(cell, 3).toString()));
            if (prototype) {
                double kpps = Prototype.kpps(ladder.size(), configuration);
                row.addAll(List.of(kpps == 0 ? "–" : String.format(Locale.ROOT, "%.0f", kpps),
                        Prototype.ratio(ladder.size(), configuration, 1).toString(),
                        Prototype.ratio(ladder.size(), configuration, 3).toString()));
            }
            rows.add(row);
        }
        return Html.table("Rates, " + ladder.title(), headings, rows);
    }
}
