package org.netserv.perf;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.netserv.perf.compare.Comparison;
import org.netserv.perf.compare.ComparisonText;
import org.netserv.perf.store.ResultStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code netserv mlffr compare}: what changed between two runs, and whether it is more than noise. */
@Command(name = "compare", mixinStandardHelpOptions = true, description = {
    "Say what changed between two runs, and whether it is more than noise (rank test over the repeated values)."}, footer = {
        "",
        "A run is a folder or the beginning of its name in results/, a file written by --json, or `latest`.",
        "Exit codes: 0 no PDR is lower (no ratio of PDR, if the machines differ), 1 one is, 2 wrong usage.", "",
        "Example:",
        "  netserv mlffr compare 20261123 latest"})
final class CompareCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "BEFORE", description = "the earlier run")
    private String before = "";

    @Parameters(index = "1", paramLabel = "AFTER", description = "the later run")
    private String after = "";

    @Option(names = "--level", paramLabel = "P", description = "confidence of a verdict, 0.5 to 0.999 (default: ${DEFAULT-VALUE})")
    private double level = Comparison.LEVEL;

    @Option(names = "--results", paramLabel = "DIR", description = "where runs are looked for (default: results/ of the source tree)")
    private @Nullable Path results;

    @Option(names = "--json", description = "for programs")
    private boolean json;

    @Override
    public Integer call() {
        ResultStore store = new ResultStore(results == null ? SourceRoot.path().resolve("results") : results);
        Comparison comparison;
        try {
            comparison = Comparison.of(store.find(before), store.find(after), level);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--level: " + e.getMessage(), e);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? comparison.json() : ComparisonText.of(comparison));
        out.flush();
        return comparison.regression() ? 1 : 0;
    }
}
