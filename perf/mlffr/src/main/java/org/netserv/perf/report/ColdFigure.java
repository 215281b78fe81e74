package org.netserv.perf.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netserv.perf.result.Cell;
import org.netserv.perf.result.Estimate;

/** What a router forwards when it has just come up, above what it forwards when it is warm. */
final class ColdFigure {
    private static final double WIDTH = 500;
    private static final double RIGHT = 360;
    private static final double ROW = 58;

    private ColdFigure() {}

    /** Empty if no cell was tried cold. */
    static String of(Ladder ladder, String id) {
        List<Cell> cells = ladder.cells().stream().filter(cell -> cell.cold() != null).toList();
        double most = 0;
        for (Cell cell : cells) {
            most = Math.max(most, Math.max(median(cell.cold()), median(cell.mrr())));
        }
        if (most <= 0) {
            return "";
        }
        Svg svg = new Svg(id, WIDTH, cells.size() * ROW + 4, "Cold and warm, " + ladder.title(), describe(cells));
        double y = 4;
        for (Cell cell : cells) {
            svg.text(0, y + 11, "start", "strong", Configurations.name(cell.configuration()));
            bar(svg, cell.cold(), y + 18, RIGHT / most, "old", "cold");
            bar(svg, cell.mrr(), y + 35, RIGHT / most, "f" + cell.configuration(), "warm");
            y += ROW;
        }
        return Html.figure(ladder.title(), "Outlined, cold: forwarded of 400,000 packets offered at once just after"
                + " the router came up. Filled, warm: its MRR.", svg.toString(), table(ladder, cells));
    }

    private static void bar(Svg svg, @Nullable Estimate rate, double y, double scale,
            String style, String what) {
        double end = rate == null ? 0 : rate.median() * scale;
        svg.box(1, y, end - 1, 12, 2, style);
        svg.text(end + 8, y + 11, "start", "small", rate == null
                ? what + ": none"
                : LadderTable.median(rate) + " kpps, " + what);
    }

    private static double median(@Nullable Estimate rate) {
        return rate == null ? 0 : rate.median();
    }

    private static String describe(List<Cell> cells) {
        List<String> parts = new ArrayList<>();
        for (Cell cell : cells) {
            parts.add(Configurations.name(cell.configuration()) + " cold " + LadderTable.rate(cell.cold()) + ", warm "
                    + LadderTable.rate(cell.mrr()));
        }
        return "Rates in kpps: " + String.join("; ", parts) + ".";
    }

    private static String table(Ladder ladder, List<Cell> cells) {
        List<List<String>> rows = new ArrayList<>();
        for (Cell cell : cells) {
            rows.add(List.of(Configurations.name(cell.configuration()), LadderTable.rate(cell.cold()),
                    LadderTable.rate(cell.mrr()), Ratio.of(cell.cold(), cell.mrr()).toString(),
                    String.format(Locale.ROOT, "%.1f", cell.warmUpSeconds())));
        }
        return Html.table("Cold and warm, " + ladder.title(),
                List.of("configuration", "cold kpps", "warm MRR kpps", "cold ÷ warm", "warm after s"), rows);
    }
}
