package org.netserv.perf;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.netserv.perf.report.HtmlReport;
import org.netserv.perf.report.LadderMarkdown;
import org.netserv.perf.store.ResultStore;
import org.netserv.perf.store.StoredRun;
import org.netserv.rig.RigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code netserv report}: measured runs as one HTML page. */
@Command(name = "report", mixinStandardHelpOptions = true, description = {
    "Write a run, and the history before it, as one HTML page that needs nothing but itself."}, footer = {"",
        "Examples:", "  netserv report --output report.html", "  netserv report --markdown latest"})
final class ReportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "0..1", paramLabel = "RUN", description = "a folder, or the beginning of its name in results/ (default: the last whole run)")
    private @Nullable String run;

    @Option(names = {"-o",
        "--output"}, paramLabel = "FILE", defaultValue = "netserv-report.html", description = "is overwritten (default: ${DEFAULT-VALUE})")
    private Path output = Path.of("");

    @Option(names = "--results", paramLabel = "DIR", description = "where runs are looked for (default: results/ of the source tree)")
    private @Nullable Path results;

    @Option(names = "--markdown", description = "print the ladders of the run as tables in Markdown, and write no page")
    private boolean markdown;

    @Override
    public Integer call() {
        Path folder = results == null ? SourceRoot.path().resolve("results") : results;
        ResultStore store = new ResultStore(folder);
        ResultStore.Contents contents = store.readAll();
        PrintWriter err = spec.commandLine().getErr();
        contents.damaged().forEach(sentence -> err.println("netserv: left out: " + sentence));
        if (run == null && contents.runs().isEmpty()) {
            throw new RigException("there is no run in " + folder + " yet: netserv mlffr --save makes one");
        }
        StoredRun shown = run == null ? HtmlReport.choose(contents.runs()) : store.find(run);
        if (markdown) {
            PrintWriter out = spec.commandLine().getOut();
            out.print(LadderMarkdown.of(shown.run()));
            out.flush();
            return 0;
        }
        try {
            Files.writeString(output, HtmlReport.of(shown, contents));
        } catch (IOException e) {
            throw new RigException("the report cannot be written to " + output + ": " + e.getMessage(), e);
        }
        err.println("Wrote " + output + ": " + shown.name() + ".");
        err.flush();
        return 0;
    }
}
