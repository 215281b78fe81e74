package org.netserv.perf.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netserv.perf.result.Cell;
import org.netserv.perf.result.Estimate;

/**
 * Cells that one may compare: the same plane, cores and size; configurations in ascending order. Plain forwarding is the
 * same on all planes: a ladder without it borrows that of another plane.
 *
 * @param plane of its cells, but for those that are borrowed
 * @param cores 1 or 2
 * @param size name of the traffic
 * @param cells ascending by configuration, one each
 */
record Ladder(String plane, int cores, String size, List<Cell> cells) {
    /** The configurations without a container. */
    private static final int LAST_WITHOUT_PLANE = 2;

    private record Key(String plane, int cores, String size) {}

    /** All of a run, in the order of measuring; of a cell that was measured twice, the last. */
    static List<Ladder> of(List<Cell> cells) {
        Map<Key, List<Cell>> groups = new LinkedHashMap<>();
        for (Cell cell : cells) {
            List<Cell> group = groups.computeIfAbsent(new Key(cell.plane(), cell.cores(), cell.size()),
                    key -> new ArrayList<>());
            group.removeIf(other -> other.configuration() == cell.configuration());
            group.add(cell);
        }
        List<Ladder> ladders = new ArrayList<>();
        groups.forEach((key, group) -> {
            boolean onlyBorrowed = group.stream().allMatch(cell -> cell.configuration() <= LAST_WITHOUT_PLANE)
                    && groups.size() > 1 && groups.keySet().stream().anyMatch(other -> !other.plane.equals(key.plane)
                            && other.cores == key.cores && other.size.equals(key.size));
            if (!onlyBorrowed) {
                borrow(group, cells);
                group.sort(Comparator.comparingInt(Cell::configuration));
                ladders.add(new Ladder(key.plane, key.cores, key.size, List.copyOf(group)));
            }
        });
        return ladders;
    }

    private static void borrow(List<Cell> group, List<Cell> cells) {
        Cell own = group.getFirst();
        for (Cell cell : cells) {
            boolean fits = cell.configuration() <= LAST_WITHOUT_PLANE && cell.cores() == own.cores()
                    && cell.size().equals(own.size());
            if (fits && group.stream().noneMatch(other -> other.configuration() == cell.configuration())) {
                group.add(cell);
            }
        }
    }

    /** Null if it was not measured. */
    @Nullable
    Cell cell(int configuration) {
        for (Cell cell : cells) {
            if (cell.configuration() == configuration) {
                return cell;
            }
        }
        return null;
    }

    /** The rate that ratios are of: NDR if each of its cells has one, otherwise PDR. */
    String basis() {
        return cells.stream().allMatch(cell -> cell.ndr() != null) ? "NDR" : "PDR";
    }

    /** The rate of a cell that ratios are of. */
    @Nullable
    Estimate basis(Cell cell) {
        return basis().equals("NDR") ? cell.ndr() : cell.pdr();
    }

    /** A cell's rate as part of that of the same ladder's configuration {@code reference}. */
    Ratio ratio(Cell cell, int reference) {
        Estimate rate = basis(cell);
        if (reference == cell.configuration()) {
            return Ratio.of(rate == null ? 0 : 1);
        }
        Cell below = cell(reference);
        return below == null || reference > cell.configuration() ? Ratio.of(0) : Ratio.of(rate, basis(below));
    }

    /** All remarks on a cell; empty if there are none. */
    static String remark(Cell cell) {
        return ((cell.complete() ? "" : "partial. ") + cell.remark()).strip();
    }

    /** In words. */
    String title() {
        return plane + ", " + (cores == 1 ? "one core" : "two cores") + ", " + sizeInWords(size);
    }

    /** With its unit, if it is a number. */
    static String sizeInWords(String size) {
        return size.chars().allMatch(Character::isDigit) ? size + " B" : size.equals("imix") ? "IMIX" : size;
    }
}
