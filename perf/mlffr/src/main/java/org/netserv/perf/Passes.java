package org.netserv.perf;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.netserv.perf.result.Cell;
import org.netserv.perf.result.Estimate;
import org.netserv.perf.result.Estimate.Bound;
import org.netserv.perf.result.Heap;
import org.netserv.perf.result.Trial;

/** What several visits to one rung come to: all their values, so that the spread is that of the host as well. */
final class Passes {

    private Passes() {}

    /** One cell of many, which are of the same rung. The curve and the percentiles are those of the last whole one. */
    static Cell merge(List<Cell> cells) {
        Cell shown = cells.getLast();
        for (Cell cell : cells) {
            if (cell.complete()) {
                shown = cell;
            }
        }
        Cell first = cells.getFirst();
        List<Trial> trials = new ArrayList<>();
        cells.forEach(cell -> trials.addAll(cell.trials()));
        return new Cell(first.plane(), first.cores(), first.configuration(), first.size(), merge(cells, Cell::cold),
                first.warmUpSeconds(), merge(cells, Cell::ndr), merge(cells, Cell::pdr), merge(cells, Cell::mrr),
                shown.curve(), shown.latencies(), heap(cells), trials, cells.stream().allMatch(Cell::complete),
                remarks(cells));
    }

    /** Each with the visit that it is of, unless all are the same. */
    private static String remarks(List<Cell> cells) {
        if (cells.stream().map(Cell::remark).distinct().count() == 1) {
            return cells.getFirst().remark();
        }
        List<String> remarks = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            if (!cells.get(i).remark().isEmpty()) {
                remarks.add("Visit " + (i + 1) + ": " + cells.get(i).remark());
            }
        }
        return String.join(" ", remarks);
    }

    private static @Nullable Heap heap(List<Cell> cells) {
        List<Heap> heaps = cells.stream().map(Cell::heap).flatMap(Stream::ofNullable).toList();
        return heaps.stream().reduce((a, b) -> new Heap(a.seconds() + b.seconds(), a.packets() + b.packets(),
                a.packetThreadBytes() + b.packetThreadBytes(), a.otherBytes() + b.otherBytes(),
                a.collections() + b.collections(), Math.max(a.longestPauseMillis(), b.longestPauseMillis())))
                .orElse(null);
    }

    private static @Nullable Estimate merge(List<Cell> cells, Function<Cell, @Nullable Estimate> which) {
        List<Estimate> estimates = cells.stream().map(which).flatMap(Stream::ofNullable).toList();
        if (estimates.isEmpty()) {
            return null;
        }
        List<Double> values = new ArrayList<>();
        estimates.forEach(estimate -> values.addAll(estimate.values()));
        boolean atLeast = estimates.stream().anyMatch(estimate -> estimate.bound() == Bound.AT_LEAST);
        return new Estimate(values, atLeast ? Bound.AT_LEAST : Bound.EXACT);
    }
}
