package org.netserv.perf.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netserv.node.json.Json;
import org.netserv.perf.compare.Difference.Verdict;
import org.netserv.perf.result.Cell;
import org.netserv.perf.store.Fingerprint;
import org.netserv.perf.store.RecordTree;
import org.netserv.perf.store.StoredRun;

/**
 * Two runs, cell by cell.
 *
 * @param before name of the first run
 * @param after name of the second
 * @param level of each single verdict, 0 to 1
 * @param warnings why all of it is to be read with care: a partial run, suites that differ; empty if nothing
 * @param machine lines of the environment that differ and forbid to compare rates; empty if none
 * @param software lines of the environment that differ and may be why rates do
 * @param rates of each cell that both have: NDR, PDR and MRR
 * @param ratios of the same cells, each within its own run: PDR over that of configurations 1 and 3
 * @param withCare cells that the other run lacks, cells that are partial, and ratios without a spread
 * @param regression whether something is slower: a PDR on the same machine, a ratio on another
 */
public record Comparison(String before, String after, double level, List<String> warnings, List<String> machine,
        List<String> software,
        List<Difference> rates, List<Difference> ratios, List<String> withCare, boolean regression) {
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
        List<String> withCare = new ArrayList<>();
        for (Cell cell : before.run().cells()) {
            Cell other = same(cell, after.run().cells());
            if (other == null) {
                withCare.add(name(cell) + " is in " + before.name() + " only");
                continue;
            }
            partial(withCare, cell, before.name());
            partial(withCare, other, after.name());
            rates.add(judge.judge(cell, other, "NDR", cell.ndr(), other.ndr()));
            rates.add(judge.judge(cell, other, "PDR", cell.pdr(), other.pdr()));
            rates.add(judge.judge(cell, other, "MRR", cell.mrr(), other.mrr()));
            for (int reference : REFERENCES) {
                RatioOfRates one = RatioOfRates.of(cell, reference, before.run().cells());
                RatioOfRates two = RatioOfRates.of(other, reference, after.run().cells());
                if ((one.values() != null || one.lost()) && (two.values() != null || two.lost())) {
                    ratios.add(judge.judge(cell, other, "PDR / " + reference, one.values(), two.values()));
                    unpaired(withCare, cell, reference, one, before.name());
                    unpaired(withCare, cell, reference, two, after.name());
                }
            }
        }
        for (Cell cell : after.run().cells()) {
            if (same(cell, before.run().cells()) == null) {
                withCare.add(name(cell) + " is in " + after.name() + " only");
            }
        }
        List<String> machine = Fingerprint.differences(before.run().environment(), after.run().environment());
        return new Comparison(before.name(), after.name(), level, warnings(before, after), machine,
                Fingerprint.softwareDifferences(before.run().environment(), after.run().environment()), rates, ratios,
                withCare, regression(machine.isEmpty() ? rates : ratios));
    }

    private static void partial(List<String> withCare, Cell cell, String run) {
        if (!cell.complete()) {
            withCare.add(name(cell) + " is partial in " + run);
        }
    }

    private static void unpaired(List<String> withCare, Cell cell, int reference, RatioOfRates ratio, String run) {
        if (ratio.unpaired()) {
            withCare.add(name(cell) + " and " + reference + " have not equally many values in " + run
                    + ": their ratio has no spread");
        }
    }

    /** What makes the whole comparison doubtful, apart from the environments. */
    private static List<String> warnings(StoredRun before, StoredRun after) {
        List<String> warnings = new ArrayList<>();
        for (StoredRun run : List.of(before, after)) {
            if (!run.run().complete()) {
                warnings.add(run.name() + " is partial: it was interrupted, or a cell of it could not be measured");
            }
        }
        if (!before.run().suite().equals(after.run().suite())) {
            warnings.add("the suites differ, and with them how thoroughly was measured: " + before.run().suite() + " → "
                    + after.run().suite());
        }
        if (before.name().equals(after.name())) {
            warnings.add("this is one run, compared with itself");
        }
        return warnings;
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

    private static String name(Cell cell) {
        return cell.plane() + ", " + cell.cores() + (cell.cores() == 1 ? " core, " : " cores, ") + cell.size()
                + ", config " + cell.configuration();
    }
}
