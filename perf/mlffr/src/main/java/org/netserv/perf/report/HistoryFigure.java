package org.netserv.perf.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.netserv.perf.result.Cell;
import org.netserv.perf.result.Estimate;
import org.netserv.perf.store.Fingerprint;
import org.netserv.perf.store.StoredRun;

/** One ladder's PDR over all runs. A line joins only runs of the same machine; where another begins, it breaks. */
final class HistoryFigure {
    private static final double HEIGHT = 320;
    /** The latest: more do not fit beside one another. */
    private static final int RUNS = 12;

    private HistoryFigure() {}

    /** Of a ladder as it was in each run; empty if fewer than two runs have it. */
    static String of(Ladder ladder, List<StoredRun> all, String id) {
        List<StoredRun> runs = new ArrayList<>();
        for (StoredRun run : all) {
            if (same(run, ladder) != null) {
                runs.add(run);
            }
        }
        if (runs.size() < 2) {
            return "";
        }
        runs = runs.subList(Math.max(0, runs.size() - RUNS), runs.size());
        double high = 0;
        TreeSet<Integer> configurations = new TreeSet<>();
        for (StoredRun run : runs) {
            for (Cell cell : cells(run, ladder)) {
                configurations.add(cell.configuration());
                high = Math.max(high, cell.pdr() == null ? 0 : cell.pdr().high() / 1000);
            }
        }
        if (high <= 0) {
            return "";
        }
        double[] vertical = LineChart.vertical(HEIGHT);
        Scale x = Scale.names(names(runs), LineChart.LEFT, LineChart.RIGHT);
        LineChart chart = new LineChart(id, "PDR over runs, " + ladder.title(),
                "PDR of each configuration in " + runs.size() + " runs; the figures are in the table.", x,
                Scale.linear(high, vertical[0], vertical[1], 5), HEIGHT, "run", "PDR, kpps");
        List<Integer> starts = starts(runs);
        for (int start : starts.subList(1, starts.size())) {
            double at = x.at(start - 0.5);
            chart.svg().line(at, chart.top(), at, chart.bottom(), "divider");
            chart.svg().text(at + 4, chart.top() - 2, "start", "small", "other machine");
        }
        for (int configuration : configurations) {
            for (int i = 0; i < starts.size(); i++) {
                int end = i + 1 < starts.size() ? starts.get(i + 1) : runs.size();
                chart.add(new LineChart.Series(configuration,
                        end == runs.size() ? Configurations.name(configuration) : "",
                        points(runs, ladder, configuration, starts.get(i), end)));
            }
        }
        return Html.figure(ladder.title(), "PDR in kpps, with the spread of each run. Rates are comparable only between"
                + " runs that a line joins: elsewhere the machine, its kernel or its settings differ.",
                chart.toString(),
                table(ladder, runs, configurations));
    }

    private static List<LineChart.Point> points(List<StoredRun> runs, Ladder ladder, int configuration, int from,
            int to) {
        List<LineChart.Point> points = new ArrayList<>();
        for (int i = from; i < to; i++) {
            Estimate rate = rate(runs.get(i), ladder, configuration);
            if (rate != null) {
                points.add(new LineChart.Point(i, rate.median() / 1000, rate.low() / 1000, rate.high() / 1000));
            }
        }
        return points;
    }

    /** Where a stretch of runs of one machine begins. */
    private static List<Integer> starts(List<StoredRun> runs) {
        List<Integer> starts = new ArrayList<>(List.of(0));
        for (int i = 1; i < runs.size(); i++) {
            if (!Fingerprint.differences(runs.get(i - 1).run().environment(), runs.get(i).run().environment())
                    .isEmpty()) {
                starts.add(i);
            }
        }
        return starts;
    }

    private static List<String> names(List<StoredRun> runs) {
        List<String> names = new ArrayList<>();
        for (StoredRun run : runs) {
            String commit = run.run().commit();
            names.add(runs.size() > 6
                    ? commit.substring(0, Math.min(4, commit.length()))
                    : commit.substring(0, Math.min(7, commit.length())));
        }
        return names;
    }

    private static @Nullable Ladder same(StoredRun run, Ladder ladder) {
        for (Ladder other : Ladder.of(run.run().cells())) {
            if (other.plane().equals(ladder.plane()) && other.cores() == ladder.cores()
                    && other.size().equals(ladder.size())) {
                return other;
            }
        }
        return null;
    }

    private static List<Cell> cells(StoredRun run, Ladder ladder) {
        Ladder same = same(run, ladder);
        return same == null ? List.of() : same.cells();
    }

    private static @Nullable Estimate rate(StoredRun run, Ladder ladder, int configuration) {
        for (Cell cell : cells(run, ladder)) {
            if (cell.configuration() == configuration) {
                return cell.pdr();
            }
        }
        return null;
    }

    private static String table(Ladder ladder, List<StoredRun> runs, Set<Integer> configurations) {
        List<String> headings = new ArrayList<>(List.of("run"));
        configurations.forEach(configuration -> headings.add(Configurations.name(configuration)));
        List<List<String>> rows = new ArrayList<>();
        for (StoredRun run : runs) {
            List<String> row = new ArrayList<>(List.of(run.name()));
            configurations.forEach(configuration -> row.add(LadderTable.rate(rate(run, ladder, configuration))));
            rows.add(row);
        }
        return Html.table("PDR in kpps over runs, " + ladder.title(), headings, rows);
    }
}
