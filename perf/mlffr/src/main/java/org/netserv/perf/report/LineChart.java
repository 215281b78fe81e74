package org.netserv.perf.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Lines of configurations over one pair of axes, each named where it ends. */
final class LineChart {
    static final double WIDTH = 530;
    static final double LEFT = 46;
    static final double RIGHT = 378;
    private static final double TOP = 26;
    private static final double LINE = 16;
    /** A line that ends so far from its name is tied to it by dots: a stroke would look as if it went on. */
    private static final double FAR = 40;

    private final Svg svg;
    private final Scale x;
    private final Scale y;
    private final double bottom;
    private final List<Series> all = new ArrayList<>();

    /** A point, and the spread around it; low and high are equal if it has none. */
    record Point(double x, double y, double low, double high) {

        static Point of(double x, double y) {
            return new Point(x, y, y, y);
        }
    }

    /**
     * A line.
     *
     * @param configuration its colour, dashes and sign
     * @param label at its end; empty if it has none there
     * @param points in the order of drawing
     */
    record Series(int configuration, String label, List<Point> points) {}

    /** @param description what a reader who cannot see it should know */
    LineChart(String id, String title, String description, Scale x, Scale y, double height, String xName,
            String yName) {
        this.x = x;
        this.y = y;
        bottom = height - 40;
        svg = new Svg(id, WIDTH, height, title, description);
        for (Scale.Tick tick : y.ticks()) {
            double at = y.at(tick.value());
            svg.line(LEFT, at, RIGHT, at, "grid");
            svg.text(LEFT - 6, at + 4, "end", "small", tick.label());
        }
        for (Scale.Tick tick : x.ticks()) {
            svg.line(x.at(tick.value()), bottom, x.at(tick.value()), bottom + 4, "axis");
            svg.text(x.at(tick.value()), bottom + 18, "middle", "small", tick.label());
        }
        svg.line(LEFT, bottom, RIGHT, bottom, "axis");
        svg.text(0, 12, "start", "small", yName);
        svg.text(RIGHT, bottom + 35, "end", "small", xName);
    }

    /** Where the values of a vertical axis go in a picture of this height. */
    static double[] vertical(double height) {
        return new double[]{height - 40, TOP};
    }

    Svg svg() {
        return svg;
    }

    double top() {
        return TOP;
    }

    double bottom() {
        return bottom;
    }

    void add(Series series) {
        if (series.points().isEmpty()) {
            return;
        }
        all.add(series);
        StringBuilder commands = new StringBuilder();
        for (Point point : series.points()) {
            commands.append(commands.isEmpty() ? 'M' : 'L').append(Svg.number(x.at(point.x()))).append(' ')
                    .append(Svg.number(y.at(point.y())));
        }
        svg.path(commands.toString(), "curve l" + series.configuration());
        for (Point point : series.points()) {
            double at = x.at(point.x());
            if (point.high() > point.low()) {
                svg.line(at, y.at(point.low()), at, y.at(point.high()), "whisker");
            }
            svg.mark(at, y.at(point.y()), series.configuration());
        }
    }

    /** The names at the right, moved apart, each tied to the end of its line. */
    @Override
    public String toString() {
        List<Series> named = new ArrayList<>(all);
        named.removeIf(series -> series.label().isEmpty());
        named.sort(Comparator.comparingDouble(series -> y.at(series.points().getLast().y())));
        double[] at = new double[named.size()];
        for (int i = 0; i < at.length; i++) {
            double wanted = y.at(named.get(i).points().getLast().y());
            at[i] = i == 0 ? Math.max(TOP, wanted) : Math.max(at[i - 1] + LINE, wanted);
        }
        for (int i = at.length - 1; i >= 0; i--) {
            at[i] = Math.min(at[i], bottom - (at.length - 1 - i) * LINE);
        }
        for (int i = 0; i < at.length; i++) {
            Point last = named.get(i).points().getLast();
            svg.path("M" + Svg.number(x.at(last.x()) + 6) + " " + Svg.number(y.at(last.y())) + "L"
                    + Svg.number(RIGHT + 6) + " " + Svg.number(at[i]) + "h4",
                    "leader l" + named.get(i).configuration() + (RIGHT - x.at(last.x()) > FAR ? " far" : ""));
            svg.text(RIGHT + 13, at[i] + 4, "start", "f" + named.get(i).configuration(), named.get(i).label());
        }
        return svg.toString();
    }
}
