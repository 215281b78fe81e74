package org.netserv.perf.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.netserv.perf.result.Cell;
import org.netserv.perf.result.Trial;

/** The paper's Figure 12: what is forwarded over what is offered, and below it what the router did at each rate. */
final class CurveFigure {
    private static final double HEIGHT = 330;
    /** What is offered beyond this part of the highest rate is in the table only: it would press the rest to the side. */
    private static final double BEYOND = 1.3;

    private CurveFigure() {}

    /** Empty without curves. */
    static String of(Ladder ladder, String id) {
        List<Cell> cells = ladder.cells().stream().filter(cell -> !cell.curve().isEmpty()).toList();
        if (cells.isEmpty()) {
            return "";
        }
        double forwarded = largest(cells, Trial::forwarded);
        double offered = Math.min(largest(cells, Trial::offered), BEYOND * forwarded);
        List<Cell> small = containersToMagnify(cells);
        List<Cell> others = cells.stream().filter(cell -> !small.contains(cell)).toList();
        String drawn = forwarded(ladder, cells, id + "a", offered, forwarded)
                + LoadFigure.of(ladder, others, id + "b", offered);
        if (!small.isEmpty()) {
            double most = largest(small, Trial::forwarded);
            double end = Math.min(largest(small, Trial::offered), 2 * most);
            drawn += forwarded(ladder, small, id + "c", end, most) + LoadFigure.of(ladder, small, id + "d", end);
        }
        return Html.figure(ladder.title(),
                "Dotted: nothing lost. Each point is the trial with the median loss of those at"
                        + " its rate. Below: CPU use of the router’s threads together, where 100 % is one CPU; how often its NAPI"
                        + " threads slept and were woken, which are the interrupts of this rig, and where that falls to nothing the"
                        + " kernel polls; packets of each wake-up and of each batch that the container received.",
                drawn,
                table(ladder, cells));
    }

    private static String forwarded(Ladder ladder, List<Cell> cells, String id, double offered, double forwarded) {
        Scale x = Scale.linear(offered / 1000, LineChart.LEFT, LineChart.RIGHT, 5);
        double[] vertical = LineChart.vertical(HEIGHT);
        Scale y = Scale.linear(forwarded / 1000, vertical[0], vertical[1], 5);
        LineChart chart = new LineChart(id, "Forwarded over offered, " + ladder.title(), describe(cells), x, y, HEIGHT,
                "offered, kpps", "forwarded, kpps");
        double ideal = Math.min(x.high(), y.high());
        chart.svg().path("M" + Svg.number(x.at(0)) + " " + Svg.number(y.at(0)) + "L" + Svg.number(x.at(ideal)) + " "
                + Svg.number(y.at(ideal)), "ideal");
        for (Cell cell : cells) {
            chart.add(new LineChart.Series(cell.configuration(), Configurations.name(cell.configuration()),
                    points(cell, offered, trial -> trial.forwarded() / 1000)));
        }
        return chart.toString();
    }

    /** Drawn once more, larger: beside plain forwarding their dips are too small to see. Empty if they are not small. */
    private static List<Cell> containersToMagnify(List<Cell> cells) {
        List<Cell> containers = cells.stream().filter(cell -> cell.configuration() > 2).toList();
        return largest(containers, Trial::forwarded) * 2 > largest(cells, Trial::forwarded) ? List.of() : containers;
    }

    private static List<LineChart.Point> points(Cell cell, double most, ToDoubleFunction<Trial> value) {
        List<LineChart.Point> points = new ArrayList<>();
        for (Trial trial : cell.curve()) {
            if (trial.offered() <= most * (1 + 1e-9)) {
                points.add(LineChart.Point.of(trial.offered() / 1000, value.applyAsDouble(trial)));
            }
        }
        return points;
    }

    /** Of all points of the curves; 0 without any. */
    static double largest(List<Cell> cells, ToDoubleFunction<Trial> value) {
        double largest = 0;
        for (Cell cell : cells) {
            for (Trial trial : cell.curve()) {
                largest = Math.max(largest, value.applyAsDouble(trial));
            }
        }
        return largest;
    }

    private static String describe(List<Cell> cells) {
        List<String> parts = new ArrayList<>();
        for (Cell cell : cells) {
            Trial last = cell.curve().getLast();
            parts.add(String.format(Locale.ROOT, "%s forwards %s of %s kpps offered",
                    Configurations.name(cell.configuration()),
                    LadderTable.kpps(last.forwarded()), LadderTable.kpps(last.offered())));
        }
        return "At the right end: " + String.join("; ", parts) + ". All figures are in the table.";
    }

    private static String table(Ladder ladder, List<Cell> cells) {
        List<String> headings = new ArrayList<>(
                List.of("configuration", "offered kpps", "forwarded kpps", "loss %"));
        headings.addAll(LoadFigure.headings());
        headings.add("disturbed by");
        List<List<String>> rows = new ArrayList<>();
        for (Cell cell : cells) {
            for (Trial trial : cell.curve()) {
                List<String> row = new ArrayList<>(List.of(Configurations.name(cell.configuration()),
                        LadderTable.kpps(trial.offered()), LadderTable.kpps(trial.forwarded()),
                        String.format(Locale.ROOT, "%.3f", trial.lossRatio() * 100)));
                row.addAll(LoadFigure.row(trial));
                row.add(trial.remark().isEmpty() ? "–" : trial.remark());
                rows.add(row);
            }
        }
        return Html.table("Curves, " + ladder.title(), headings, rows);
    }
}
