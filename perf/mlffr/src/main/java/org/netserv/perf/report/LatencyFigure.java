package org.netserv.perf.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netserv.perf.result.Cell;
import org.netserv.perf.result.Latency;

/** Percentiles of latency at one part of the NDR. */
final class LatencyFigure {
    private static final List<String> PERCENTILES = List.of("50", "90", "99", "99.9", "99.99", "100");
    private static final List<String> NAMES = List.of("50 %", "90", "99", "99.9", "99.99", "max");
    private static final double HEIGHT = 300;

    private LatencyFigure() {}

    /** Empty if nothing was measured there. */
    static String of(Ladder ladder, String id, double ofNdr) {
        double low = Double.MAX_VALUE;
        double high = 0;
        for (Cell cell : ladder.cells()) {
            Latency latency = at(cell, ofNdr);
            if (latency != null) {
                for (long nanos : latency.nanos().values()) {
                    low = Math.min(low, Math.max(100, nanos) / 1000.0);
                    high = Math.max(high, nanos / 1000.0);
                }
            }
        }
        String title = String.format(Locale.ROOT, "%s, at %.0f %% of NDR", ladder.title(), ofNdr * 100);
        String caption = "Sender to receiver, generator and rig included; each step up is ten times as long. A line ends"
                + " where too few packets were timed for the next percentile.";
        List<String> remarks = remarks(ladder, ofNdr);
        if (high <= 0) {
            return remarks.isEmpty()
                    ? ""
                    : Html.figure(title, "No packet was timed.", "", table(ladder, title, ofNdr), remarks);
        }
        double[] vertical = LineChart.vertical(HEIGHT);
        LineChart chart = new LineChart(id, "Latency, " + title, describe(ladder, ofNdr),
                Scale.names(NAMES, LineChart.LEFT, LineChart.RIGHT), Scale.decades(low, high, vertical[0], vertical[1]),
                HEIGHT, "part of the packets that took no longer", "latency, µs");
        for (Cell cell : ladder.cells()) {
            Latency latency = at(cell, ofNdr);
            if (latency != null) {
                List<LineChart.Point> points = new ArrayList<>();
                for (int i = 0; i < PERCENTILES.size(); i++) {
                    Long nanos = latency.nanos().get(PERCENTILES.get(i));
                    if (nanos != null) {
                        points.add(LineChart.Point.of(i, nanos / 1000.0));
                    }
                }
                chart.add(
                        new LineChart.Series(cell.configuration(), Configurations.name(cell.configuration()), points));
            }
        }
        return Html.figure(title, caption, chart.toString(), table(ladder, title, ofNdr), remarks);
    }

    private static List<String> remarks(Ladder ladder, double ofNdr) {
        List<String> remarks = new ArrayList<>();
        for (Cell cell : ladder.cells()) {
            Latency latency = at(cell, ofNdr);
            if (latency != null && !latency.remark().isEmpty()) {
                remarks.add(Configurations.name(cell.configuration()) + ": " + latency.remark());
            }
        }
        return remarks;
    }

    private static @Nullable Latency at(Cell cell, double ofNdr) {
        for (Latency latency : cell.latencies()) {
            if (Math.abs(latency.ofNdr() - ofNdr) < 0.01) {
                return latency;
            }
        }
        return null;
    }

    private static String describe(Ladder ladder, double ofNdr) {
        List<String> parts = new ArrayList<>();
        for (Cell cell : ladder.cells()) {
            Latency latency = at(cell, ofNdr);
            if (latency != null) {
                parts.add(
                        Configurations.name(cell.configuration()) + ": median " + micros(latency, "50") + " µs, 99.9 % "
                                + micros(latency, "99.9") + " µs");
            }
        }
        return String.join("; ", parts) + ".";
    }

    private static String table(Ladder ladder, String title, double ofNdr) {
        List<List<String>> rows = new ArrayList<>();
        for (Cell cell : ladder.cells()) {
            Latency latency = at(cell, ofNdr);
            if (latency != null) {
                List<String> row = new ArrayList<>(
                        List.of(Configurations.name(cell.configuration()), LadderTable.kpps(latency.rate())));
                PERCENTILES.forEach(percentile -> row.add(micros(latency, percentile)));
                row.add(Long.toString(latency.samples()));
                rows.add(row);
            }
        }
        return Html.table("Latency in microseconds, " + title,
                List.of("configuration", "kpps", "50 % µs", "90 %", "99 %",
                        "99.9 %", "99.99 %", "max", "packets timed"),
                rows);
    }

    private static String micros(Latency latency, String percentile) {
        Long nanos = latency.nanos().get(percentile);
        return nanos == null ? "–" : String.format(Locale.ROOT, nanos < 100_000 ? "%.1f" : "%.0f", nanos / 1000.0);
    }
}
