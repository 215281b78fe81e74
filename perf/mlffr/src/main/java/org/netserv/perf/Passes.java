package org.netserv.perf;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.netserv.perf.result.Cell;
import org.netserv.perf.result.Estimate;
import org.netserv.perf.result.Estimate.Bound;
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
        String remarks = String.join(" ",
                cells.stream().map(Cell::remark).filter(remark -> !remark.isEmpty()).distinct().toList());
        return new Cell(first.plane(), first.cores(), first.configuration(), first.size(), merge(cells, Cell::cold),
                first.warmUpSeconds(), merge(cells, Cell::ndr), merge(cells, Cell::pdr), merge(cells, Cell::mrr),
                shown.curve(), shown.latencies(), shown.heap(), trials, cells.stream().allMatch(Cell::complete),
                remarks);
    }

    private static @Nullable Estimate merge(List<Cell> cells, Function<Cell, @Nullable Estimate> which) {
        List<Estimate> estimates = cells.stream().map(which).flatMap(e -> e == null ? Stream.empty() : Stream.of(e))
                .filter(Objects::nonNull).toList();
        if (estimates.isEmpty()) {
            return null;
        }
        List<Double> values = new ArrayList<>();
        estimates.forEach(estimate -> values.addAll(estimate.values()));
        boolean atLeast = estimates.stream().anyMatch(estimate -> estimate.bound() == Bound.AT_LEAST);
        return new Estimate(values, atLeast ? Bound.AT_LEAST : Bound.EXACT);
    }
}
