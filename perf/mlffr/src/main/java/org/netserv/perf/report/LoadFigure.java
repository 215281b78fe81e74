package org.netserv.perf.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.netserv.perf.result.Cell;
import org.netserv.perf.result.Effort;
import org.netserv.perf.result.Trial;

/**
 * What a router did at each offered rate of its curve: small charts over the same axis as the curve's, by which a dip in
 * it can be explained.
 */
final class LoadFigure {
    private static final double HEIGHT = 134;
    /** Sleeps so rare that packets between two of them say nothing: the kernel polls. */
    private static final double POLLING_PACKETS = 10_000;

    /**
     * What is measured of a trial.
     *
     * @param format for a table and for words
     * @param logarithmic whether it is drawn by decades
     * @param value NaN where there is none
     */
    private record Measure(String heading, String axis, String format, boolean logarithmic,
            ToDoubleFunction<Trial> value) {

        boolean draws(Trial trial) {
            double measured = value.applyAsDouble(trial);
            return !Double.isNaN(measured) && !(logarithmic && measured > POLLING_PACKETS);
        }

        double most(List<Cell> cells) {
            return CurveFigure.largest(cells, trial -> draws(trial) ? value.applyAsDouble(trial) : 0);
        }

        String text(Trial trial) {
            double measured = value.applyAsDouble(trial);
            return Double.isNaN(measured) ? "–" : String.format(Locale.ROOT, format, measured);
        }
    }

    private static final Measure CPU = new Measure("CPU %", "CPU use, % of one CPU", "%.0f", false, LoadFigure::cpu);
    private static final List<Measure> MEASURES = List.of(CPU,
            new Measure("wake-ups /s", "wake-ups a second", "%.0f", false, LoadFigure::wakeUps),
            new Measure("packets a wake-up", "packets a wake-up", "%.1f", true, LoadFigure::packetsPerWakeUp),
            new Measure("packets a batch", "packets a receive batch", "%.1f", false, LoadFigure::packetsPerBatch));

    private LoadFigure() {}

    /**
     * The charts; empty if the trials do not say what they cost.
     *
     * @param offered where the curve's axis ends, packets per second
     */
    static String of(Ladder ladder, List<Cell> cells, String id, double offered) {
        StringBuilder charts = new StringBuilder();
        for (int i = 0; i < MEASURES.size(); i++) {
            Measure measure = MEASURES.get(i);
            double most = measure.most(cells);
            if (most > 0) {
                charts.append(chart(ladder, cells, id + i, offered, measure,
                        measure.equals(CPU) ? 100.0 * ladder.cores() : most));
            }
        }
        return charts.toString();
    }

    private static String chart(Ladder ladder, List<Cell> cells, String id, double offered, Measure measure,
            double most) {
        Scale x = Scale.linear(offered / 1000, LineChart.LEFT, LineChart.RIGHT, 5);
        double[] vertical = LineChart.vertical(HEIGHT);
        Scale y = measure.logarithmic()
                ? Scale.decades(1, most, vertical[0], vertical[1])
                : Scale.linear(most, vertical[0], vertical[1], 2);
        LineChart chart = new LineChart(id, measure.heading() + " over offered, " + ladder.title(),
                describe(cells, measure), x, y, HEIGHT, "offered, kpps", measure.axis());
        for (Cell cell : cells) {
            List<LineChart.Point> points = new ArrayList<>();
            for (Trial trial : cell.curve()) {
                if (trial.offered() <= offered * (1 + 1e-9) && measure.draws(trial)) {
                    points.add(LineChart.Point.of(trial.offered() / 1000, measure.value().applyAsDouble(trial)));
                }
            }
            chart.add(new LineChart.Series(cell.configuration(), "", points));
        }
        return chart.toString();
    }

    private static String describe(List<Cell> cells, Measure measure) {
        List<String> parts = new ArrayList<>();
        for (Cell cell : cells) {
            parts.add(Configurations.name(cell.configuration()) + " from " + measure.text(cell.curve().getFirst())
                    + " to " + measure.text(cell.curve().getLast()));
        }
        return measure.axis() + ", from the lowest offered rate to the highest: " + String.join("; ", parts) + ".";
    }

    /** Headings of {@link #row}. */
    static List<String> headings() {
        return MEASURES.stream().map(Measure::heading).toList();
    }

    /** The measures of a trial, for a table. */
    static List<String> row(Trial trial) {
        return MEASURES.stream().map(measure -> measure.text(trial)).toList();
    }

    /** Of all the router's threads; 100 is one CPU. */
    private static double cpu(Trial trial) {
        Effort effort = trial.effort();
        double seconds = effort.softirqSeconds() + effort.userSeconds() + effort.systemSeconds()
                + effort.otherSeconds();
        return quotient(100 * seconds, seconds > 0 ? trial.seconds() : 0);
    }

    /** 0 where the kernel polls. */
    private static double wakeUps(Trial trial) {
        return quotient((double) trial.effort().napiWakeups(),
                trial.effort().equals(Effort.NONE) ? 0 : trial.seconds());
    }

    /** Offered ones: those that are lost later have been received by then. */
    private static double packetsPerWakeUp(Trial trial) {
        return quotient((double) trial.sent(), (double) trial.effort().napiWakeups());
    }

    private static double packetsPerBatch(Trial trial) {
        return quotient((double) trial.received(), (double) trial.effort().receiveCalls());
    }

    private static double quotient(double above, double below) {
        return below > 0 ? above / below : Double.NaN;
    }
}
