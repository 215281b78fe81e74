package org.netserv.perf.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.netserv.perf.result.Cell;
import org.netserv.perf.result.Trial;

/** The paper's Figure 12: what is forwarded over what is offered, and below it how often the router slept. */
final class CurveFigure {
    private static final double HEIGHT = 330;
    private static final double LOW_HEIGHT = 170;
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
        String drawn = forwarded(ladder, cells, id + "a", offered, forwarded) + containers(ladder, cells, id + "c")
                + wakeUps(ladder, cells, id + "b", offered);
        return Html.figure(ladder.title(), "Dotted: nothing lost. At the bottom: how often the router’s NAPI threads"
                + " slept and were woken; where that falls to nothing, the kernel polls.", drawn,
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
            chart.add(new LineChart.Series(cell.configuration(), name(cell),
                    points(cell, offered, trial -> trial.forwarded() / 1000)));
        }
        return chart.toString();
    }

    /** The containers once more, larger: beside plain forwarding their dips are too small to see. */
    private static String containers(Ladder ladder, List<Cell> cells, String id) {
        List<Cell> containers = cells.stream().filter(cell -> cell.configuration() > 2).toList();
        double forwarded = largest(containers, Trial::forwarded);
        if (containers.isEmpty() || forwarded * 2 > largest(cells, Trial::forwarded)) {
            return "";
        }
        double offered = Math.min(largest(containers, Trial::offered), 2 * forwarded);
        return forwarded(ladder, containers, id, offered, forwarded);
    }

    private static String wakeUps(Ladder ladder, List<Cell> cells, String id, double offered) {
        double most = largest(cells, CurveFigure::wakeUps);
        if (most <= 0) {
            return "";
        }
        Scale x = Scale.linear(offered / 1000, LineChart.LEFT, LineChart.RIGHT, 5);
        double[] vertical = LineChart.vertical(LOW_HEIGHT);
        Scale y = Scale.linear(most / 1000, vertical[0], vertical[1], 3);
        LineChart chart = new LineChart(id, "Wake-ups over offered, " + ladder.title(),
                "How often a second the router's NAPI threads slept and were woken, at each offered rate; the figures are in"
                        + " the table.",
                x, y, LOW_HEIGHT, "offered, kpps", "wake-ups, thousands per second");
        for (Cell cell : cells) {
            chart.add(new LineChart.Series(cell.configuration(), "",
                    points(cell, offered, trial -> wakeUps(trial) / 1000)));
        }
        return chart.toString();
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

    private static double wakeUps(Trial trial) {
        return trial.seconds() > 0 ? trial.effort().napiWakeups() / trial.seconds() : 0;
    }

    static String name(Cell cell) {
        return cell.configuration() + " " + Configurations.name(cell.configuration());
    }

    private static double largest(List<Cell> cells, ToDoubleFunction<Trial> value) {
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
            parts.add(String.format(Locale.ROOT, "%s forwards %s of %s kpps offered", name(cell),
                    LadderTable.kpps(last.forwarded()), LadderTable.kpps(last.offered())));
        }
        return "At the right end: " + String.join("; ", parts) + ". All figures are in the table.";
    }

    private static String table(Ladder ladder, List<Cell> cells) {
        List<List<String>> rows = new ArrayList<>();
        for (Cell cell : cells) {
            for (Trial trial : cell.curve()) {
                double calls = trial.effort().receiveCalls();
                rows.add(List.of(name(cell), LadderTable.kpps(trial.offered()), LadderTable.kpps(trial.forwarded()),
                        String.format(Locale.ROOT, "%.3f", trial.lossRatio() * 100),
                        String.format(Locale.ROOT, "%.0f", wakeUps(trial)),
                        calls == 0 ? "–" : String.format(Locale.ROOT, "%.1f", trial.received() / calls),
                        trial.remark().isEmpty() ? "–" : trial.remark()));
            }
        }
        return Html.table("Curves, " + ladder.title(),
                List.of("configuration", "offered kpps", "forwarded kpps", "loss %",
                        "wake-ups /s", "packets a batch", "disturbed by"),
                rows);
    }
}
