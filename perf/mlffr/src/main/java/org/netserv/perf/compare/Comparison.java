package org.netserv.perf.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netserv.node.json.Json;
import org.netserv.perf.compare.Difference.Verdict;
import org.netserv.perf.result.Cell;
import org.netserv.perf.result.Estimate;
import org.netserv.perf.result.Estimate.Bound;
import org.netserv.perf.store.Fingerprint;
import org.netserv.perf.store.RecordTree;
import org.netserv.perf.store.StoredRun;

/**
 * Two runs, cell by cell.
 *
 * @param before name of the first run
 * @param after name of the second
 * @param level of each single verdict, 0 to 1
 * @param machine lines of the environment that differ and forbid to compare rates; empty if none
 * @param software lines of the environment that differ and may be why rates do
 * @param rates of each cell that both have: NDR, PDR and MRR
 * @param ratios of the same cells, each within its own run: PDR over that of configurations 1 and 3
 * @param onlyInOne cells that the other run lacks, and cells that are partial
 * @param regression whether something is slower: a PDR on the same machine, a ratio on another
 */
public record Comparison(String before, String after, double level, List<String> machine, List<String> software,
        List<Difference> rates, List<Difference> ratios, List<String> onlyInOne, boolean regression) {
    /** Level of a verdict where the user has not asked for another. */
    public static final double LEVEL = 0.95;
    private static final int[] REFERENCES = {1, 3};

    /**
     * Compares.
     *
     * @param level 0.5 to 0.999
     */
    public static Comparison of(StoredRun before, StoredRun after, double level) {
        if (!(level >= 0.5 && level <= 0.999)) {
            throw new IllegalArgumentException("level must be from 0.5 to 0.999: level=" + level);
        }
        Judge judge = new Judge(level);
        List<Difference> rates = new ArrayList<>();
        List<Difference> ratios = new ArrayList<>();
        List<String> onlyInOne = new ArrayList<>();
        for (Cell cell : before.run().cells()) {
            Cell other = same(cell, after.run().cells());
            if (other == null) {
                onlyInOne.add(name(cell) + " is in " + before.name() + " only");
                continue;
            }
            if (!cell.complete() || !other.complete()) {
                onlyInOne.add(name(cell) + " is partial in " + (cell.complete() ? after.name() : before.name()));
            }
            rates.add(judge.judge(cell, "NDR", cell.ndr(), other.ndr()));
            rates.add(judge.judge(cell, "PDR", cell.pdr(), other.pdr()));
            rates.add(judge.judge(cell, "MRR", cell.mrr(), other.mrr()));
            for (int reference : REFERENCES) {
                Estimate one = ratio(cell, reference, before.run().cells());
                Estimate two = ratio(other, reference, after.run().cells());
                if (one != null && two != null) {
                    ratios.add(judge.judge(cell, "PDR / " + reference, one, two));
                }
            }
        }
        for (Cell cell : after.run().cells()) {
            if (same(cell, before.run().cells()) == null) {
                onlyInOne.add(name(cell) + " is in " + after.name() + " only");
            }
        }
        List<String> machine = Fingerprint.differences(before.run().environment(), after.run().environment());
        return new Comparison(before.name(), after.name(), level, machine,
                Fingerprint.softwareDifferences(before.run().environment(), after.run().environment()), rates, ratios,
                onlyInOne, regression(machine.isEmpty() ? rates : ratios));
    }

    /** Whether absolute rates may be compared. */
    public boolean sameMachine() {
        return machine.isEmpty();
    }

    /** For programs. */
    public String json() {
        if (!(RecordTree.of(this) instanceof Map<?, ?> tree)) {
            throw new IllegalStateException("not an object: " + this);
        }
        return Json.pretty(tree) + "\n";
    }

    private static boolean regression(List<Difference> differences) {
        return differences.stream().anyMatch(difference -> difference.verdict() == Verdict.SLOWER
                && difference.measure().startsWith("PDR"));
    }

    private static @Nullable Cell same(Cell cell, List<Cell> cells) {
        Cell last = null;
        for (Cell other : cells) {
            if (other.plane().equals(cell.plane()) && other.cores() == cell.cores()
                    && other.configuration() == cell.configuration() && other.size().equals(cell.size())) {
                last = other;
            }
        }
        return last;
    }

    /** Round by round, each over the reference's of the same round; null without both, and if one is only a bound. */
    private static @Nullable Estimate ratio(Cell cell, int reference, List<Cell> cells) {
        Estimate above = cell.pdr();
        Estimate below = null;
        for (Cell other : cells) {
            if (other.configuration() == reference && other.cores() == cell.cores() && other.size().equals(cell.size())
                    && (other.plane().equals(cell.plane()) || (reference == 1 && below == null))) {
                below = other.pdr();
            }
        }
        if (cell.configuration() <= reference || above == null || below == null || above.bound() == Bound.AT_LEAST
                || below.bound() == Bound.AT_LEAST) {
            return null;
        }
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < Math.min(above.values().size(), below.values().size()); i++) {
            values.add(above.values().get(i) / below.values().get(i));
        }
        return new Estimate(values, Bound.EXACT);
    }

    private static String name(Cell cell) {
        return cell.plane() + ", " + cell.cores() + (cell.cores() == 1 ? " core, " : " cores, ") + cell.size()
                + ", config " + cell.configuration();
    }
}
